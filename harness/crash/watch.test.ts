import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { WireDetails } from '../history/events.ts';
import { Progress } from './progress.ts';
import { inFakeTime } from './simulated-stage.ts';
import { orders, SimulatedSubject } from './simulation.ts';
import { Watch } from './watch.ts';
import { WITHIN_MS, watched } from './watched.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const ground = orders();
const { topic } = ground;

describe('a process has caught up', () => {
  test('when it fetches at the end, all is done, and nothing has happened for six ticks', async () => {
    const { watch } = watched();
    let isOver = false;
    watch.caughtUp(1_000).then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(5 * 20);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(20);
    expect(isOver).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('when what was not done is committed: nobody will do it', async () => {
    const { see, caughtUp } = watched({ done: ['a', 'b'] });
    see({ partitions: [{ topic, partition: 1, offset: 1 }] });
    see({ kind: 'answer', partitions: [{ topic, partition: 1, offset: 1 }] });
    expect(await caughtUp()).toBe(true);
  });

  describe('when what was not done is committed in a transaction', () => {
    const partitions = [{ topic, partition: 1, offset: 1 }];
    const ended = ({
      by = 'till-1',
      committed = true,
      errors,
    }: {
      by?: string;
      committed?: boolean;
      errors?: string[];
    }) => {
      const { see, caughtUp } = watched({ done: ['a', 'b'] });
      const till = (transactionalId: string, wire: Partial<WireDetails>) => {
        see({ transactionalId, ...wire });
        see({ transactionalId, ...wire, kind: 'answer', ...(wire.api === 'EndTxn' && errors ? { errors } : {}) });
      };
      till('till-1', { api: 'TxnOffsetCommit', partitions });
      till(by, { api: 'EndTxn', exchange: 2, committed });
      return caughtUp();
    };

    test('and the transaction is over', async () => {
      expect(await ended({})).toBe(true);
    });

    test.each([
      ['it is aborted', { committed: false }],
      ['another one is over', { by: 'till-2' }],
      ['the broker does not end it', { errors: ['CONCURRENT_TRANSACTIONS'] }],
    ])('not where %s', async (_, end) => {
      expect(await ended(end)).toBe(false);
    });
  });

  test.each([
    ['it fetches before the end of one partition', { position: [1, 1] }],
    ['it never fetched one partition', { position: [2] }],
    ['a record is neither done nor committed', { done: ['a', 'c'] }],
  ])('not while %s', async (_, state) => {
    expect(await watched(state).caughtUp()).toBe(false);
  });

  test('not by fetching another topic', async () => {
    const { see, caughtUp } = watched({ position: [2] });
    see({ api: 'Fetch', partitions: [{ topic: 'refunds', partition: 1, offset: 1 }] });
    expect(await caughtUp()).toBe(false);
  });

  test('not before six ticks have passed since its last effect or commit', async () => {
    const { subject, see, watch } = watched();
    let isOver = false;
    watch.caughtUp(1_000).then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(5 * 20);
    subject.act('z');
    await vi.advanceTimersByTimeAsync(6 * 20);
    see({ kind: 'answer', api: 'Produce' });
    await vi.advanceTimersByTimeAsync(6 * 20);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(20);
    expect(isOver).toBe(true);
  });

  test('though it goes on fetching and beating', async () => {
    const { see, watch } = watched();
    const beating = setInterval(() => {
      see({ api: 'Heartbeat' });
      see({ api: 'Fetch', partitions: [{ topic, partition: 0, offset: 2 }] });
    }, 20);
    expect(await inFakeTime(watch.caughtUp(WITHIN_MS))).toBe(true);
    clearInterval(beating);
  });

  test('not while a request is unanswered, in whatever order answers come', async () => {
    const { see, caughtUp } = watched();
    for (const exchange of [7, 8]) see({ exchange, partitions: [] });
    see({ kind: 'answer', exchange: 8, partitions: [] });
    expect(await caughtUp()).toBe(false);
    see({ kind: 'answer', exchange: 7, partitions: [] });
    expect(await caughtUp()).toBe(true);
  });

  test('not while it was not told of an effect', async () => {
    const subject = new SimulatedSubject();
    const progress = new Progress({ ...ground, records: [] });
    const watch = new Watch(subject, { ...ground, records: [] }, progress, () => false);
    expect(await inFakeTime(watch.caughtUp(WITHIN_MS))).toBe(true);
    subject.act('a');
    expect(await inFakeTime(watch.caughtUp(WITHIN_MS))).toBe(false);
  });

  test('though it sent with acks 0, which nobody answers', async () => {
    const { see, caughtUp } = watched();
    see({ api: 'Produce', exchange: 3, acks: 0 });
    expect(await caughtUp()).toBe(true);
    see({ api: 'Produce', exchange: 4, acks: 1 });
    expect(await caughtUp()).toBe(false);
  });
});

test('who ended a watch is told no more', async () => {
  const { see, watch, caughtUp } = watched({ position: [] });
  watch.end();
  see({ api: 'Fetch', partitions: [0, 1].map((partition) => ({ topic, partition, offset: 9 })) });
  see({ partitions: [] });
  expect(watch.census.requests.size).toBe(0);
  expect(await caughtUp()).toBe(false);
});

test('who waits for a process is let go when its watch ends', async () => {
  const { watch } = watched({ position: [] });
  const waiting = watch.caughtUp(100_000);
  watch.end();
  await vi.advanceTimersByTimeAsync(20);
  expect(await waiting).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
