import { expect, test } from 'vitest';
import { Progress } from './progress.ts';
import { orders } from './simulation.ts';

const ground = orders();
const { topic } = ground;
const [a, b, c] = ground.records as [
  (typeof ground.records)[0],
  (typeof ground.records)[0],
  (typeof ground.records)[0],
];

test('a record is settled when it is done, or committed and so gone', () => {
  const progress = new Progress(ground);
  expect(progress.isSettled).toBe(false);
  progress.done.add('a').add('b');
  expect(progress.isSettled).toBe(false);
  progress.took([{ topic, partition: 1, offset: 1 }]);
  expect(progress.isSettled).toBe(true);
});

test('a record is committed by an offset behind it, in its own partition', () => {
  const progress = new Progress(ground);
  progress.took([{ topic, partition: 0, offset: 1 }]);
  expect([a, b, c].map((record) => progress.isCommitted(record))).toEqual([true, false, false]);
});

test('the last commit counts, also where it goes backwards or takes all back', () => {
  const progress = new Progress(ground);
  progress.took([{ topic, partition: 0, offset: 2 }]);
  progress.took([{ topic, partition: 0, offset: 1 }]);
  expect([a, b].map((record) => progress.isCommitted(record))).toEqual([true, false]);
  progress.took([{ topic, partition: 0, offset: -1 }]);
  expect(progress.isCommitted(a)).toBe(false);
});

test('commits that were refused, tell no offset or are of another topic do not count', () => {
  const progress = new Progress(ground);
  progress.took([
    { topic, partition: 0, offset: 2, error: 'ILLEGAL_GENERATION' },
    { topic, partition: 1 },
    { topic: 'refunds', partition: 1, offset: 1 },
  ]);
  expect(ground.records.some((record) => progress.isCommitted(record))).toBe(false);
});

test('a subject that nobody sent has no record', () => {
  const progress = new Progress(ground);
  expect(progress.recordOf('b')).toBe(b);
  expect(progress.recordOf('z')).toBeUndefined();
  progress.done.add('z');
  expect(progress.isSettled).toBe(false);
});
