import { expect, test } from 'vitest';
import { timingsTold } from './timings.ts';

test('parts are told in minutes, and of all pieces the ten slowest', () => {
  const pieces = Array.from({ length: 12 }, (_, n) => ({ name: `piece ${n}`, seconds: n }));
  const told = timingsTold([{ name: 'types', seconds: 90 }], pieces);
  expect(told).toContain('    1.5  types');
  expect(told.match(/piece \d+/g)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((n) => `piece ${n}`));
});
