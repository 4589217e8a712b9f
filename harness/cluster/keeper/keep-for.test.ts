import { expect, test } from 'vitest';
import { keepForMs } from './keep-for.ts';

test.each([
  [undefined, 900_000],
  ['', 900_000],
  ['0', 0],
  ['0.5', 30_000],
  ['1440', 86_400_000],
])('KAFKA_LABS_KEEP of %j keeps the cluster for %i ms', (text, ms) => {
  expect(keepForMs(text)).toBe(ms);
});

test.each(['ten', '-1', '1441', 'Infinity', '15m'])('“%s” is refused by name', (text) => {
  expect(() => keepForMs(text)).toThrow(`KAFKA_LABS_KEEP is “${text}”.`);
});
