import { beforeEach, expect, test, vi } from 'vitest';
import { Progress } from './progress.ts';
import { orders, SimulatedSubject } from './simulation.ts';
import { stalled } from './stall.ts';
import { Watch } from './watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const ground = orders();
const { topic } = ground;

/** A process none of whose effects is answered, unless `handle` says otherwise. */
function watched(handle: (progress: Progress, subject: string) => boolean = () => false) {
  const worker = new SimulatedSubject();
  const progress = new Progress(ground);
  const unanswered: string[] = [];
  const watch = new Watch(worker, ground, progress, ({ subject }) => {
    const isTold = handle(progress, subject);
    if (!isTold) unanswered.push(subject);
    return isTold;
  });
  const commit = (offset: number, error?: string) =>
    worker.request('OffsetCommit', { partitions: [{ topic, partition: 0, offset }] }, () =>
      error ? { errors: [error], partitions: [{ topic, partition: 0, offset, error }] } : {},
    );
  return { worker, progress, watch, commit, unanswered };
}

/** What a promise came to within `ms` of faked time; undefined while it is pending. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let value: T | undefined;
  promise.then((result) => {
    value = result;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return value;
}

test('a census counts effects, and the requests that change what outlives a process, by API', async () => {
  const { worker, watch } = watched();
  for (const subject of ['a', 'b', 'a']) worker.act(subject);
  for (const api of ['OffsetCommit', 'Produce', 'Fetch', 'Heartbeat', 'OffsetCommit', 'EndTxn'] as const)
    await within(2, worker.request(api));
  expect(watch.census.effects).toBe(3);
  expect([...watch.census.requests]).toEqual([
    ['OffsetCommit', 2],
    ['Produce', 1],
    ['EndTxn', 1],
  ]);
});

test('a census tells the verbs of the database commands that are owed a reply, in their order', async () => {
  const { worker, watch } = watched();
  for (const verb of ['SET', 'BEGIN', 'INSERT', 'COMMIT']) await within(5, worker.command(verb));
  await within(
    5,
    worker.command('CLOSE', () => {}, { silent: true }),
  );
  expect(watch.census).toMatchObject({ effects: 0, commands: ['SET', 'BEGIN', 'INSERT', 'COMMIT'] });
});

test('commits that were refused do not count as progress, those that were taken do', async () => {
  const { progress, commit } = watched();
  await within(20, commit(2, 'ILLEGAL_GENERATION'));
  expect(progress.committed.size).toBe(0);
  await within(20, commit(1));
  expect([...progress.committed]).toEqual([[0, 1]]);
});

test('the longest quiet is the longest pause between two effects or commits, not that before the first of them', async () => {
  const { worker, watch, commit } = watched();
  watch.until(() => false, 100_000);
  await vi.advanceTimersByTimeAsync(2_000);
  worker.act('a');
  await vi.advanceTimersByTimeAsync(100);
  worker.act('b');
  await vi.advanceTimersByTimeAsync(400);
  commit(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(watch.longestQuietMs).toBeGreaterThanOrEqual(360);
  expect(watch.longestQuietMs).toBeLessThanOrEqual(400);
});

test('until asks each tick with the time since the last effect or commit, and gives up in time', async () => {
  const { worker, watch } = watched();
  const asked: number[] = [];
  const waiting = watch.until((quietMs) => {
    asked.push(quietMs);
    return quietMs >= 60;
  }, 1_000);
  await vi.advanceTimersByTimeAsync(40);
  worker.act('a');
  expect(await within(80, waiting)).toBe(true);
  expect(asked).toEqual([20, 40, 0, 20, 40, 60]);
  expect(
    await within(
      100,
      watch.until(() => false, 90),
    ),
  ).toBe(false);
});

test('a program that waits for its effect is stalled once it was quiet for the window', async () => {
  const { worker, watch, progress, unanswered } = watched();
  const waiting = stalled(watch, progress, unanswered, 300, 12_000);
  expect(await within(1_000, waiting)).toBeUndefined();
  worker.act('a');
  expect(await within(300, waiting)).toBeUndefined();
  expect(await within(20, waiting)).toBe(true);
});

test('a program that commits what was not answered is stalled at once', async () => {
  const { worker, watch, progress, unanswered, commit } = watched();
  const waiting = stalled(watch, progress, unanswered, 5_000, 12_000);
  worker.act('b');
  commit(1);
  expect(await within(100, waiting)).toBeUndefined();
  commit(2);
  expect(await within(40, waiting)).toBe(true);
});

test('a program whose effects are all answered, or that acts on what nobody sent, is not stalled by its commits', async () => {
  const { worker, watch, progress, unanswered, commit } = watched((_, subject) => subject !== 'z');
  const waiting = stalled(watch, progress, unanswered, 5_000, 400);
  worker.act('a');
  commit(2);
  worker.act('z');
  expect(await within(300, waiting)).toBeUndefined();
  expect(await within(120, waiting)).toBe(false);
});
