import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { namesText } from './dump/names.ts';

test('the names of APIs and errors are those of the dumped schemas', () => {
  expect(readFileSync(new URL('./names.ts', import.meta.url), 'utf8')).toBe(namesText());
});
