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

test('work that nobody reads from Kafka has no place in a partition', () => {
  const [first, ...others] = orders().records;
  expect(endsOf({ ...orders(), records: [{ ...first!, offset: -1 }] }).size).toBe(0);
  expect(endsOf({ ...orders(), records: [{ ...first!, offset: -1 }, ...others] })).toEqual(endsOf(orders()));
});
