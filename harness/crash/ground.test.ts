import { expect, test } from 'vitest';
import { endsOf } from './ground.ts';
import { orders } from './simulation.ts';

test('a partition ends behind its last record, in whatever order its records are told', () => {
  const ground = orders();
  const ends = [
    [0, 2],
    [1, 1],
  ];
  expect([...endsOf(ground)]).toEqual(ends);
  expect([...endsOf({ ...ground, records: ground.records.toReversed() })].sort()).toEqual(ends);
});

test('a ground without records has no ends', () => {
  expect(endsOf({ ...orders(), records: [] }).size).toBe(0);
});
