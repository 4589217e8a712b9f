import { beforeEach, describe, expect, test, vi } from 'vitest';
import { inFakeTime, type Program, rightWorker, rightWriter, SimulatedStage, timesDone } from './simulated-stage.ts';
import { orders } from './simulation.ts';
import { CATCH_UP_WITHIN_MS, happenAndTell, progressOn, succeed } from './successor.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const ground = orders();

/** Lets a successor go on where `done` was done and nothing was committed. */
async function succeeded(program: Program, { done = [] as string[], tellsOfRows = false } = {}) {
  const stage = new SimulatedStage(program, { tellsOfRows });
  const progress = progressOn(stage, ground);
  for (const subject of done) progress.done.add(subject);
  const isCaughtUp = await inFakeTime(succeed(stage, ground, progress, stage.history));
  return { stage, progress, isCaughtUp, successor: stage.started[0]! };
}

describe('a successor', () => {
  test('works off what was left, and what was done but not committed once more', async () => {
    const { stage, isCaughtUp, progress } = await succeeded(rightWorker, { done: ['a'] });
    expect(isCaughtUp).toBe(true);
    expect(timesDone({ ground, events: stage.history.events })).toEqual([1, 1, 1]);
    expect([...progress.done]).toEqual(['a', 'b', 'c']);
  });

  test('has caught up by its rows, where the stage tells of them', async () => {
    const silent: Program = async (process, on, stage) => {
      for (const { subject, partition, offset } of ground.records) {
        await stage.insert(process, on, subject);
        await process.fetch(on.topic, partition, offset + 1);
      }
    };
    expect((await succeeded(silent)).isCaughtUp).toBe(false);
    expect((await succeeded(silent, { tellsOfRows: true })).isCaughtUp).toBe(true);
    expect((await succeeded(rightWriter)).isCaughtUp).toBe(true); // by its commits
  });

  test('that does not catch up is waited for in vain, and ended like any other', async () => {
    const from = performance.now();
    const { isCaughtUp, successor, stage } = await succeeded(async (process) => {
      await process.request('JoinGroup', {}, () => ({ member: 'm1' }));
    });
    expect(isCaughtUp).toBe(false);
    expect(performance.now() - from).toBeGreaterThanOrEqual(CATCH_UP_WITHIN_MS); // of faked time
    expect([successor.isDead, successor.wire.isClosed, successor.database.isClosed]).toEqual([true, true, true]);
    expect(stage.left).toEqual([{ group: ground.group, members: ['m1'] }]);
  });

  test('is known as worker 2, and is dead when all is done', async () => {
    const { successor, stage } = await succeeded(rightWorker);
    expect(successor.name).toBe('worker 2');
    expect([successor.isDead, successor.wire.isClosed, successor.database.isClosed]).toEqual([true, true, true]);
    expect(stage.left).toEqual([{ group: ground.group, members: [`worker 2 of ${ground.group}`] }]);
  });

  test('that cannot begin, or dies, ends all with its problem', async () => {
    const throws: Program = async () => {
      throw new Error('no such export');
    };
    await expect(succeeded(throws)).rejects.toThrow('no such export');
    await expect(succeeded(async (process) => process.fail(new Error('crashed')))).rejects.toThrow('crashed');
  });
});

test('an effect that the world does is done, and told', async () => {
  const done: string[] = [];
  const progress = progressOn(new SimulatedStage(rightWorker), ground);
  const call = { name: 'charge', subject: 'b', call: 1, happen: () => {}, done: () => done.push('told') };
  expect(happenAndTell(call, progress)).toBe(true);
  expect([[...progress.done], done]).toEqual([['b'], ['told']]);
});
