import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dumpSchemas, schemaFile } from '../harness/cluster/local/dump-schemas.ts';

test('the committed protocol schemas are those of the pinned Kafka', async () => {
  expect(await dumpSchemas()).toBe(readFileSync(schemaFile, 'utf8'));
});
