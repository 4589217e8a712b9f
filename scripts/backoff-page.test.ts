import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ATTEMPTS, backoffPage, backoffs, DOWN_MS, loadOf, ORDERS, type Try } from './backoff-page.ts';

const [kind] = backoffs;
const failed = (order: string, ...atMs: number[]): Try[] => atMs.map((at) => ({ atMs: at, isPaid: false, order }));

test('an order that was tried five times in vain is over, and dead', () => {
  const load = loadOf(kind!, failed('order-1', 1, 1_001, 2_001, 3_001, 4_001));
  expect(load).toMatchObject({ over: 1, paid: 0, triesWhileDown: 5, worstSlot: 0 });
  expect(load.inSecond).toEqual([1, 1, 1, 1, 1]);
});

test('an order that was tried four times in vain is not over', () => {
  expect(loadOf(kind!, failed('order-1', 1, 2, 3, 4)).over).toBe(0);
});

test('a paid order is over, and counts in the slot of its try', () => {
  const paid = { atMs: DOWN_MS + 50, isPaid: true, order: 'order-1' };
  const load = loadOf(kind!, [...failed('order-1', 1), paid]);
  expect(load).toMatchObject({ over: 1, paid: 1, triesWhileDown: 1, worstSlot: 1 });
});

test('docs/backoff.md has the shape that its script gives it, and each order once', () => {
  const page = readFileSync(new URL('../docs/backoff.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| (\w+) \| (yes|no) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)];
  expect(rows.map(([, name, jitter]) => [name, jitter])).toEqual(backoffs.map(({ name, jitter }) => [name, jitter]));
  for (const [, , , tries, , paid, dead] of rows) {
    expect(Number(paid) + Number(dead)).toBe(ORDERS);
    expect(Number(tries)).toBeLessThanOrEqual(ORDERS * ATTEMPTS);
  }
  expect(page.split('\n')[0]).toBe(backoffPage('4', [loadOf(kind!, failed('a', 1))]).split('\n')[0]);
});
