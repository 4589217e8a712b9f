import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { HistoryEvent } from '../history/events.ts';
import type { Boundary } from './boundary.ts';
import { type CrashPoint, tryCrashPoint } from './crash-point.ts';
import {
  inFakeTime,
  type Program,
  rightWorker,
  rightWriter,
  SimulatedStage,
  timesDone,
  worker,
} from './simulated-stage.ts';
import { orders } from './simulation.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

async function tried(
  program: Program,
  boundary: Boundary,
  { tellsOfRows = false } = {},
): Promise<CrashPoint & { stage: SimulatedStage }> {
  const stage = new SimulatedStage(program, { tellsOfRows });
  const options = { ground: orders(), effect: 'charge', windowMs: 300 };
  return { ...(await inFakeTime(tryCrashPoint(stage, boundary, options))), stage };
}

const texts = (events: readonly HistoryEvent[], kind: HistoryEvent['details']['kind']): string[] =>
  events.filter(({ details }) => details.kind === kind).map(({ actor, text }) => `${actor}: ${text}`);

const NONE = 'partition 0: none, partition 1: none';

describe('a right worker that is killed', () => {
  test.each<[Boundary, killed: string, committed: string, done: number[]]>([
    [{ kind: 'effect', n: 1, side: 'before' }, 'before its 1st charge happened', NONE, [1, 1, 1]],
    [{ kind: 'effect', n: 1, side: 'after' }, 'after its 1st charge, before it heard of it', NONE, [2, 1, 1]],
    [
      { kind: 'request', api: 'OffsetCommit', n: 2, side: 'before' },
      'before its 2nd OffsetCommit reached the broker',
      'partition 0: 1, partition 1: none',
      [1, 2, 1],
    ],
    [
      { kind: 'request', api: 'OffsetCommit', n: 2, side: 'after' },
      'after its 2nd OffsetCommit, before it heard the answer',
      'partition 0: 2, partition 1: none',
      [1, 1, 1],
    ],
    [{ kind: 'stall', n: 2 }, 'while its 2nd charge was under way', 'partition 0: 1, partition 1: none', [1, 1, 1]],
    [{ kind: 'idle' }, 'when it had nothing left to do', 'partition 0: 2, partition 1: 1', [1, 1, 1]],
  ])('at %o leaves to its successor just what was not committed', async (boundary, name, committed, done) => {
    const point = await tried(rightWorker, boundary);
    expect(point).toMatchObject({ boundary, name, isReached: true, isCaughtUp: true });
    expect(texts(point.events, 'fault')).toEqual([`harness: killed the worker ${name}`]);
    expect(texts(point.events, 'offsets')).toEqual([`broker: the group’s committed offsets are ${committed}`]);
    expect(timesDone(point)).toEqual(done);
  });

  test('has a story of its own, and everything that it and its successor made is gone in the end', async () => {
    const { stage, events, name, ground } = await tried(rightWorker, { kind: 'effect', n: 2, side: 'before' });
    expect(new Set(events.map(({ scene }) => scene))).toEqual(new Set([name]));
    expect(stage.started.map((each) => [each.name, each.isDead, each.wire.isClosed])).toEqual([
      ['worker', true, true],
      ['worker 2', true, true],
    ]);
    const { group } = ground;
    expect(stage.left).toEqual([
      { group, members: [`worker of ${group}`] },
      { group, members: [`worker of ${group}`, `worker 2 of ${group}`] },
    ]);
  });
});

describe('a boundary that does not occur again', () => {
  test.each<Boundary>([
    { kind: 'effect', n: 4, side: 'after' },
    { kind: 'request', api: 'OffsetCommit', n: 4, side: 'before' },
    { kind: 'request', api: 'Produce', n: 1, side: 'after' },
    { kind: 'stall', n: 4 },
  ])('is told: %o', async (boundary) => {
    const point = await tried(rightWorker, boundary);
    expect(point).toMatchObject({ isReached: false, isCaughtUp: true });
    expect(texts(point.events, 'fault')).toEqual([
      'harness: killed the worker when it had caught up without coming to that point',
    ]);
    expect(timesDone(point)).toEqual([1, 1, 1]);
  });
});

describe('a program that does not wait for its work', () => {
  const hasty = worker(async (process, ground, stage, { subject, partition, offset }) => {
    void process.act(subject);
    await stage.commit(process, ground, partition, offset + 1);
  });

  test('loses what is under way when it dies: nothing is answered from the stall on', async () => {
    const point = await tried(hasty, { kind: 'stall', n: 2 });
    expect(point).toMatchObject({ isReached: true, isCaughtUp: true });
    expect(timesDone(point)).toEqual([1, 0, 0]);
  });

  test('may have a commit under way when it dies, which still counts', async () => {
    const eager = worker(async (process, ground, stage, { subject, partition, offset }) => {
      void stage.commit(process, ground, partition, offset + 1);
      await process.act(subject);
    });
    const point = await tried(eager, { kind: 'effect', n: 3, side: 'before' });
    expect(texts(point.events, 'offsets')[0]).toContain('partition 1: 1');
    expect(point.isCaughtUp).toBe(true);
    expect(timesDone(point)).toEqual([1, 1, 0]);
  });
});

describe('a process that is killed at a database command', () => {
  const at = (n: number, side: 'before' | 'after'): Boundary => ({ kind: 'command', verb: 'COMMIT', n, side });
  /** What the database had when the process was dead. */
  const rowsAtDeath = async (boundary: Boundary) => {
    let rows: readonly string[] = [];
    const program: Program = async (process, ground, stage) => {
      if (process.name === 'worker 2') rows = stage.rows(ground);
      await rightWriter(process, ground, stage);
    };
    const point = await tried(program, boundary, { tellsOfRows: true });
    expect(point).toMatchObject({ isReached: true, isCaughtUp: true });
    expect(point.stage.rows(point.ground)).toEqual(['a', 'b', 'c']);
    return rows;
  };

  test('before it was served has not worked, after it has', async () => {
    expect(await rowsAtDeath(at(3, 'before'))).toEqual([]);
    expect(await rowsAtDeath(at(3, 'after'))).toEqual(['a']);
    expect(await rowsAtDeath(at(5, 'after'))).toEqual(['a']);
  });

  test('dies at that command, though the reply to a later one came first', async () => {
    const heard: string[] = [];
    const overtaking: Program = async (process) => {
      const slow = process.command('BEGIN', () => new Promise((resolve) => setTimeout(resolve, 50)));
      await process.command('SELECT', () => {}, { connection: 2 });
      heard.push(`${process.name}: SELECT`);
      await slow;
      heard.push(`${process.name}: BEGIN`);
    };
    const point = await tried(overtaking, { kind: 'command', verb: 'BEGIN', n: 1, side: 'after' });
    expect(point.isReached).toBe(true);
    expect(heard.filter((each) => each.startsWith('worker:'))).toEqual(['worker: SELECT']);
  });

  test('that does not occur again is told', async () => {
    const point = await tried(rightWriter, at(10, 'before'), { tellsOfRows: true });
    expect(point).toMatchObject({ isReached: false, isCaughtUp: true });
  });

  test('of which there is none where there is no database', async () => {
    const without: Program = async (process) => {
      await process.request('JoinGroup');
    };
    const stage = new SimulatedStage(without);
    const start = stage.start.bind(stage);
    stage.start = async (as, history) => Object.assign(await start(as, history), { databaseLane: undefined });
    const options = { ground: orders(), effect: 'charge', windowMs: 300 };
    await expect(inFakeTime(tryCrashPoint(stage, at(1, 'before'), options))).rejects.toThrow(
      'where there is a database',
    );
  });
});

describe('a successor', () => {
  test('that does not go on is given up, and its story is kept', async () => {
    const point = await tried(
      async (process, ground, stage) => {
        if (process.name === 'worker') return rightWorker(process, ground, stage);
        await process.request('JoinGroup');
      },
      { kind: 'effect', n: 1, side: 'before' },
    );
    expect(point).toMatchObject({ isReached: true, isCaughtUp: false });
    expect(point.events.at(-1)).toMatchObject({ actor: 'worker 2', text: 'answer JoinGroup' });
  });

  test('that cannot go on, or does not start, ends all with what was wrong', async () => {
    const boundary: Boundary = { kind: 'idle' };
    const failing = (fail: (process: { fail(problem: Error): void }) => void): Program => {
      return async (process, ground, stage) =>
        process.name === 'worker' ? rightWorker(process, ground, stage) : fail(process);
    };
    await expect(
      tried(
        failing((process) => process.fail(new Error('exited'))),
        boundary,
      ),
    ).rejects.toThrow('exited');
    const throws = () => {
      throw new Error('no such export');
    };
    await expect(tried(failing(throws), boundary)).rejects.toThrow('no such export');
  });
});
