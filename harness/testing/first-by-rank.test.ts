import { expect, test } from 'vitest';
import { firstByRank } from './first-by-rank.ts';

const text = { title: 'a', why: 'b', section: 'your-task', hints: ['a', 'b', 'c'] } as const;
const lab = { diagnoses: { 'commits-early': text, 'never-commits': text, 'order-lost': text } };

test('of what is true, the code comes first that the lab ranks first, in whichever sequence it is asked', () => {
  expect(firstByRank(lab, { 'order-lost': true, 'commits-early': true })).toBe('commits-early');
  expect(firstByRank(lab, { 'commits-early': false, 'order-lost': true, 'never-commits': true })).toBe('never-commits');
});

test('it is a bug of the course where nothing is true, and where a code is none of the lab', () => {
  expect(() => firstByRank(lab, { 'commits-early': false })).toThrow('none is true of commits-early');
  // @ts-expect-error: the lab has order-lost
  expect(() => firstByRank(lab, { 'order-gone': true })).toThrow('order-gone');
});
