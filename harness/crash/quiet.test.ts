import { describe, expect, test } from 'vitest';
import type { EventDetails, WireDetails } from '../history/events.ts';
import { History } from '../history/history.ts';
import type { ApiName } from '../protocol/names.ts';
import { Quiet, type QuietOptions } from './quiet.ts';

/** A check of two partitions, with three records and one, and a program that has read them all. */
function check(options: QuietOptions = { ownWaitMs: 0 }, isEnding = false) {
  const history = new History();
  const ends = new Map([
    [0, 3],
    [1, 1],
  ]);
  const quiet = new Quiet(history, isEnding ? undefined : { topic: 'orders', ends }, options);
  let exchange = 0;
  const wire = (kind: WireDetails['kind'], api: ApiName, more: Partial<WireDetails> = {}) =>
    history.record('worker', api, {
      kind,
      api,
      process: 'worker',
      exchange: kind === 'request' ? ++exchange : exchange,
      connection: 1,
      broker: 1,
      clientId: null,
      version: 1,
      ...more,
    });
  const fetches = (...offsets: number[]) =>
    wire('request', 'Fetch', {
      partitions: offsets.map((offset, partition) => ({ topic: 'orders', partition, offset })),
    });
  const see = (details: EventDetails) => history.record('worker', 'it does', details);
  const asked = (times: number) => Array.from({ length: times }, () => quiet.isSo()).at(-1)!;
  return { wire, fetches, see, asked };
}
const effect = (phase: 'asked' | 'done') =>
  ({ kind: 'effect', process: 'worker', name: 'charge', phase, call: 1, subject: 'order-1' }) as const;

test('a program that fetches at the end of each partition is done once nothing happened for some time', () => {
  const { fetches, asked } = check();
  fetches(3, 1);
  expect(asked(7)).toBe(false);
  expect(asked(1)).toBe(true);
});

test('where the task lets a program wait, it is done after that wait and half as much', () => {
  const { fetches, asked } = check({ ownWaitMs: 500 });
  fetches(3, 1);
  expect(asked(45)).toBe(false);
  expect(asked(1)).toBe(true);
});

test('a program that is to end is done wherever it fetches, once no fetch is under way any more', () => {
  const { fetches, wire, asked } = check({ ownWaitMs: 0 }, true);
  fetches(0, 0);
  expect(asked(20)).toBe(false);
  wire('answer', 'Fetch');
  expect(asked(8)).toBe(true);
});

test('a program that has begun to read and fetches no more is done', () => {
  const { fetches, wire, asked } = check();
  expect(asked(20)).toBe(false);
  fetches(1, 0);
  expect(asked(20)).toBe(false);
  wire('answer', 'Fetch');
  expect(asked(8)).toBe(true);
});

describe('a program is not done', () => {
  test('before it fetches at the end of each partition', () => {
    const { fetches, asked } = check();
    fetches(3, 0); // and waits for the answer
    expect(asked(20)).toBe(false);
    fetches(3, 1);
    expect(asked(9)).toBe(true);
  });

  test('while an effect, a request or a command is not answered', () => {
    const { fetches, see, wire, asked } = check();
    fetches(3, 1);
    see(effect('asked'));
    expect(asked(20)).toBe(false);
    see(effect('done'));
    wire('request', 'OffsetCommit');
    expect(asked(20)).toBe(false);
    wire('answer', 'OffsetCommit');
    const command = { process: 'worker', exchange: 1, connection: 1, verb: 'COMMIT', sql: 'COMMIT' };
    see({ kind: 'command', ...command });
    expect(asked(20)).toBe(false);
    see({ kind: 'reply', ...command });
    expect(asked(9)).toBe(true);
  });

  test('as long as something happens now and then; heartbeats and fetches of nothing are not counted', () => {
    const { fetches, see, wire, asked } = check();
    fetches(3, 1);
    expect(asked(7)).toBe(false);
    see(effect('asked'));
    see(effect('done'));
    expect(asked(7)).toBe(false);
    wire('request', 'Heartbeat');
    wire('answer', 'Heartbeat');
    wire('answer', 'Fetch', { partitions: [{ topic: 'orders', partition: 0, records: 0 }] });
    expect(asked(3)).toBe(true);
  });

  test('where a process that had read all has ended: its successor must have', () => {
    const { fetches, see, asked } = check();
    fetches(3, 1);
    see({ kind: 'exit', process: 'worker', how: 'was killed', code: null, signal: null });
    expect(asked(20)).toBe(false);
  });
});
