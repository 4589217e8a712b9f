import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { CompiledLearner } from './compile.ts';
import { LearnerPool } from './learner-pool.ts';
import { LearnerProcess, type LearnerProcessOptions } from './learner-process.ts';
import type { Standby } from './standby.ts';

let started: (LearnerProcessOptions & { isKilled: boolean })[] = [];

beforeEach(() => {
  started = [];
  vi.spyOn(LearnerProcess, 'start').mockImplementation(async (options) => {
    const process = { ...options, isKilled: false, kill };
    async function kill() {
      process.isKilled = true;
    }
    started.push(process);
    return process as unknown as LearnerProcess;
  });
  return () => vi.restoreAllMocks();
});

function pool({ inspect = false, standby }: { inspect?: boolean; standby?: Standby } = {}): LearnerPool {
  const compiled = {} as CompiledLearner;
  return new LearnerPool({ compiled, runId: 'run', folder: '/record', inspect, standby, register: async () => {} });
}

/** The number in a process's output file. */
const numberOf = (process: unknown): number =>
  Number(/^\/record\/process-(\d+)\.log$/.exec((process as LearnerProcessOptions).outputPath)![1]);

describe('a pool', () => {
  test('has a process started before anybody asks, and starts the next when that is taken', async () => {
    const learners = pool();
    expect(started).toHaveLength(1);
    expect(numberOf(await learners.take())).toBe(1);
    expect(started).toHaveLength(2);
    expect(numberOf(await learners.take())).toBe(2);
    expect(started.map(numberOf)).toEqual([1, 2, 3]);
  });

  test('keeps more started for a check that runs several at once', async () => {
    const learners = pool();
    learners.ahead = 4;
    expect(started).toHaveLength(4);
    await Promise.all([learners.take(), learners.take()]);
    expect(started).toHaveLength(6);
  });

  test('starts no more once fewer are wanted, until those are used up', async () => {
    const learners = pool();
    learners.ahead = 3;
    learners.ahead = 1;
    for (const number of [1, 2]) expect(numberOf(await learners.take())).toBe(number);
    expect(started).toHaveLength(3);
    expect(numberOf(await learners.take())).toBe(3);
    expect(started).toHaveLength(4);
  });

  test('gives processes in the order in which they were started, each to one taker', async () => {
    const learners = pool();
    learners.ahead = 2;
    const taken = await Promise.all(Array.from({ length: 5 }, () => learners.take()));
    expect(taken.map(numberOf)).toEqual([1, 2, 3, 4, 5]);
  });

  test('tells all its processes which calls were stuck before', async () => {
    const learners = pool();
    await learners.take();
    expect(started[0]!.stuckCalls).toBeInstanceOf(Set);
    expect(started[0]!.stuckCalls).toBe(started[1]!.stuckCalls);
  });

  test('tells whoever takes a process that it could not be started, and goes on', async () => {
    vi.mocked(LearnerProcess.start).mockRejectedValueOnce(new Error('no memory'));
    const learners = pool();
    await expect(learners.take()).rejects.toThrow('no memory');
    expect(numberOf(await learners.take())).toBe(2);
  });
});

describe('under a debugger', () => {
  test('no process is started before it is taken, whatever a check asks for', async () => {
    const learners = pool({ inspect: true });
    learners.ahead = 4;
    expect(started).toHaveLength(0);
    expect(numberOf(await learners.take())).toBe(1);
    expect(started).toHaveLength(1);
    expect(started[0]!.inspect).toBe(true);
  });
});

test('the end of a pool is that of the processes that nobody took, and no more are started', async () => {
  const learners = pool();
  learners.ahead = 3;
  await learners.take();
  await learners[Symbol.asyncDispose]();
  expect(started.map(({ isKilled }) => isKilled)).toEqual([false, true, true, true]);
  learners.ahead = 9;
  expect(started).toHaveLength(4);
});

test('processes that stood by are used first, and end with the pool', async () => {
  const waiting = [{ pid: 1 }, { pid: 2 }];
  let isOver = false;
  const standby = { take: () => waiting.shift(), [Symbol.dispose]: () => (isOver = true) } as unknown as Standby;
  const learners = pool({ standby });
  await learners.take();
  await learners.take();
  expect(started.map((options) => options.standby?.pid)).toEqual([1, 2, undefined]);
  await learners[Symbol.asyncDispose]();
  expect(isOver).toBe(true);
});
