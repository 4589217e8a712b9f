import { expect, test } from 'vitest';
import { seconds } from './seconds.ts';

test('a time is told in seconds, with as many digits as it has, or as are asked for', () => {
  expect([10_000, 1_500, 250].map((ms) => seconds(ms))).toEqual(['10 s', '1.5 s', '0.25 s']);
  expect([10_000, 1_549].map((ms) => seconds(ms, 1))).toEqual(['10.0 s', '1.5 s']);
});
