import { beforeEach, describe, expect, test, vi } from 'vitest';
import { endsOf } from './ground.ts';
import { inFakeTime, type Program, rightWorker, rightWriter, SimulatedStage, timesDone } from './simulated-stage.ts';
import { orders } from './simulation.ts';
import { answer, answerUnheard, CATCH_UP_WITHIN_MS, progressOn, succeed } from './successor.ts';

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

  test('that ends by itself has caught up when its call has resolved', async () => {
    const stage = new SimulatedStage(async (process) => process.act('a'));
    stage.endsByItself = true;
    const once = await inFakeTime(succeed(stage, ground, progressOn(stage, ground), stage.history));
    expect(once).toBe(true);
    const hangs = new SimulatedStage(() => new Promise(() => {}));
    hangs.endsByItself = true;
    expect(await inFakeTime(succeed(hangs, ground, progressOn(hangs, ground), hangs.history))).toBe(false);
  });

  test('has not caught up by commits where the world decides what is over', async () => {
    const commits: Program = async (process, on, stage) => {
      for (const [partition, end] of endsOf(on)) {
        await stage.commit(process, on, partition, end);
        await process.fetch(on.topic, partition, end);
      }
    };
    const over = (isOverByWorld: boolean, worked: string[]) => {
      const stage = Object.assign(new SimulatedStage(commits), { isOverByWorld, worked: async () => new Set(worked) });
      return inFakeTime(succeed(stage, ground, progressOn(stage, ground), stage.history));
    };
    expect(await over(false, [])).toBe(true);
    expect(await over(true, ['a', 'b'])).toBe(false);
    expect(await over(true, ['a', 'b', 'c'])).toBe(true);
  });

  test('that cannot begin, or dies, ends all with its problem', async () => {
    const throws: Program = async () => {
      throw new Error('no such export');
    };
    await expect(succeeded(throws)).rejects.toThrow('no such export');
    await expect(succeeded(async (process) => process.fail(new Error('crashed')))).rejects.toThrow('crashed');
  });
});

describe('an effect', () => {
  const calls = {
    happen: () => said.push('happened'),
    done: () => said.push('told'),
    fail: (why: string) => said.push(why),
  };
  const call = { name: 'charge', subject: 'b', call: 1, ...calls };
  let said: unknown[] = [];
  beforeEach(() => {
    said = [];
  });

  test('happens, and is told, where the stage says nothing', () => {
    const progress = progressOn(new SimulatedStage(rightWorker), ground);
    expect(answer({}, ground, progress, call)).toBe(true);
    expect([[...progress.done], said]).toEqual([['b'], ['happened', 'told']]);
  });

  test('is told to the stage once it happened, before the program hears of it', () => {
    const progress = progressOn(new SimulatedStage(rightWorker), ground);
    const happened = (subject: string) => said.push(`${subject} is kept`);
    answer({ happened }, ground, progress, call);
    answer({ happened, failure: () => 'no' }, ground, progress, { ...call, subject: 'a' });
    expect(said).toEqual(['happened', 'b is kept', 'told', 'no']);
  });

  test('fails as often as the stage says, counted for each subject', () => {
    const progress = progressOn(new SimulatedStage(rightWorker), ground);
    const failure = (subject: string, times: number) => (times < 3 ? `${subject} ${times}` : undefined);
    for (let times = 1; times <= 3; times++) answer({ failure }, ground, progress, call);
    answer({ failure }, ground, progress, { ...call, subject: 'a' });
    expect([[...progress.done], said]).toEqual([['b'], ['b 1', 'b 2', 'happened', 'told', 'a 1']]);
  });

  test('has happened or failed before the program hears of it', () => {
    const progress = progressOn(new SimulatedStage(rightWorker), ground);
    const tell = answerUnheard({}, ground, progress, call);
    const tellFailure = answerUnheard({ failure: () => 'no' }, ground, progress, { ...call, subject: 'a' });
    expect([[...progress.done], said]).toEqual([['b'], ['happened']]);
    tell();
    tellFailure();
    expect(said).toEqual(['happened', 'told', 'no']);
  });
});
