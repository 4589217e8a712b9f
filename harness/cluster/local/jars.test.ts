import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseChecksums } from '../../machine/jars.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { checkKafka, checksumFile } from './jars.ts';

test('a folder is compared with the committed list', async () => {
  await expect(checkKafka(await temporaryFolder())).rejects.toMatchObject({ code: 'JAR_CHECKSUM_WRONG' });
});

test('the committed list names every jar once, with a whole SHA-256', async () => {
  const text = await readFile(checksumFile, 'utf8');
  const jars = parseChecksums(text);
  expect(jars.size).toBe(text.trimEnd().split('\n').length);
  for (const [name, checksum] of jars) expect(`${checksum}  ${name}`).toMatch(/^[0-9a-f]{64} {2}[\w.-]+\.jar$/);
});
