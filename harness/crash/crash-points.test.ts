import { beforeEach, describe, expect, test, vi } from 'vitest';
import { boundariesOf } from './boundary.ts';
import { type CrashReport, crashPoints } from './crash-points.ts';
import {
  inFakeTime,
  type Program,
  rightWorker,
  rightWriter,
  SimulatedStage,
  timesDone,
  worker,
} from './simulated-stage.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const reportOf = (stage: SimulatedStage): Promise<CrashReport> => inFakeTime(crashPoints(stage, { effect: 'charge' }));

/** What a program that works off a, b and c one after the other, with a commit for each, comes to. */
const boundaries = boundariesOf({ effects: 3, requests: new Map([['OffsetCommit', 3]]), commands: [] });

describe('the crash points of a right worker', () => {
  test('are all reached, lose nothing, and repeat one record at most', async () => {
    const { calm, points, leftOut } = await reportOf(new SimulatedStage(rightWorker));
    expect(calm.isCaughtUp).toBe(true);
    expect(timesDone(calm)).toEqual([1, 1, 1]);
    expect(points.map(({ boundary }) => boundary)).toEqual(boundaries);
    expect(points.filter(({ isReached, isCaughtUp }) => !isReached || !isCaughtUp)).toEqual([]);
    for (const point of points) {
      const done = timesDone(point);
      expect(Math.min(...done), point.name).toBe(1);
      expect(done.filter((times) => times > 1).length, point.name).toBeLessThanOrEqual(1);
    }
    expect(leftOut).toEqual([]);
  });

  test('have a ground and a story each, and the calm run has its own', async () => {
    const stage = new SimulatedStage(rightWorker);
    const { calm, points } = await reportOf(stage);
    const all = [calm, ...points];
    expect(new Set(all.map(({ ground }) => ground.topic)).size).toBe(all.length);
    expect(new Set(stage.history.events.map(({ scene }) => scene))).toEqual(
      new Set(['calm', ...points.map(({ name }) => name)]),
    );
    expect(stage.started.every(({ isDead }) => isDead)).toBe(true);
  });

  test('are tried several at once, told in the order of their boundaries, and measured', async () => {
    const endings: string[] = [];
    // Each successor takes its own time, so that later points may be over before earlier ones.
    const program: Program = async (process, ground, stage) => {
      if (process.name === 'worker 2')
        await new Promise((resolve) => setTimeout(resolve, (stage.started.length % 3) * 400));
      await rightWorker(process, ground, stage);
      endings.push(`${ground.topic} ${process.name}`);
    };
    const stage = new SimulatedStage(program, { lanes: 4 });
    const { points } = await reportOf(stage);
    expect(points.map(({ boundary }) => boundary)).toEqual(boundaries);
    expect(stage.mostAlive).toBe(4);
    const ended = endings.filter((each) => each.endsWith(' 2')).map((each) => Number(/\.(\d+)/.exec(each)![1]));
    expect(ended).not.toEqual(ended.toSorted((one, other) => one - other));
    expect(stage.steps).toEqual(['calm run', 'topics for the crash points', `${boundaries.length} crash points`]);
  });
});

test('a worker that commits before it works loses a record at some point, and none in the calm run', async () => {
  const early = worker(async (process, ground, stage, { subject, partition, offset }) => {
    await stage.commit(process, ground, partition, offset + 1);
    await process.act(subject);
  });
  const { calm, points } = await reportOf(new SimulatedStage(early));
  expect(timesDone(calm)).toEqual([1, 1, 1]);
  const losing = points.filter((point) => timesDone(point).includes(0)).map(({ name }) => name);
  expect(losing).toContain('before its 1st charge happened');
  expect(losing).toContain('after its 2nd OffsetCommit, before it heard the answer');
  expect(points.every(({ isCaughtUp }) => isCaughtUp)).toBe(true);
});

describe('a program whose work is rows', () => {
  const transaction = ['BEGIN', 'INSERT', 'COMMIT'];
  const ofRows = boundariesOf({
    effects: 0,
    requests: new Map([['OffsetCommit', 3]]),
    commands: [...transaction, ...transaction, ...transaction],
  });

  test('is killed before and after each of its database commands, and a right one has each row once', async () => {
    const stage = new SimulatedStage(rightWriter, { tellsOfRows: true });
    const { calm, points } = await reportOf(stage);
    expect(calm.isCaughtUp).toBe(true);
    expect(points.map(({ boundary }) => boundary)).toEqual(ofRows);
    expect(points.filter(({ isReached, isCaughtUp }) => !isReached || !isCaughtUp)).toEqual([]);
    for (const { ground, name } of points) expect(stage.rows(ground), name).toEqual(['a', 'b', 'c']);
    expect(stage.started.every(({ database }) => database.isClosed)).toBe(true);
  });

  test('has a row twice where it does not look, and was killed after its COMMIT and before its offset’s', async () => {
    const careless = worker(async (process, ground, stage, { subject, partition, offset }) => {
      await stage.insert(process, ground, subject);
      await stage.commit(process, ground, partition, offset + 1);
    });
    const stage = new SimulatedStage(careless, { tellsOfRows: true });
    const { points } = await reportOf(stage);
    const twice = points.filter(({ ground }) => stage.rows(ground).length > 3).map(({ name }) => name);
    expect(twice).toContain('after its 3rd database command (COMMIT), before it heard the answer');
    expect(twice).toContain('before its 2nd OffsetCommit reached the broker');
    expect(twice).not.toContain('before its 3rd database command (COMMIT) reached the server');
    expect(points.every(({ isCaughtUp }) => isCaughtUp)).toBe(true);
  });

  test('is stuck where nobody tells of its rows and it commits no offsets', async () => {
    const uncommitted = worker((process, ground, stage, { subject }) => stage.insert(process, ground, subject));
    expect((await reportOf(new SimulatedStage(uncommitted))).calm.isCaughtUp).toBe(false);
    const told = await reportOf(new SimulatedStage(uncommitted, { tellsOfRows: true }));
    expect(told.calm.isCaughtUp).toBe(true);
  });
});

test('a program whose runs differ has points that are not reached, and all others', async () => {
  let runs = 0;
  const program: Program = async (process, ground, stage) => {
    if (runs++ === 0) await process.act('something else');
    await rightWorker(process, ground, stage);
  };
  const { points } = await reportOf(new SimulatedStage(program));
  const missed = points.filter(({ isReached }) => !isReached).map(({ name }) => name);
  expect(missed).toEqual([
    'before its 4th charge happened',
    'after its 4th charge, before it heard of it',
    'while its 4th charge was under way',
  ]);
  expect(points).toHaveLength(boundaries.length + 3);
});

describe('a program that gets stuck', () => {
  const stuck: Program = async (process, ground, stage) =>
    process.name === 'worker' ? rightWorker(process, ground, stage) : undefined;

  test('after crashes is tried twice, and the rest is left out', async () => {
    const { points, leftOut } = await reportOf(new SimulatedStage(stuck, { lanes: 1 }));
    expect(points.map(({ isCaughtUp }) => isCaughtUp)).toEqual([false, false]);
    expect(leftOut).toEqual(boundaries.slice(2));
  });

  test('on several lanes leaves out what none of them had begun', async () => {
    const { points, leftOut } = await reportOf(new SimulatedStage(stuck, { lanes: 4 }));
    expect([...points.map(({ boundary }) => boundary), ...leftOut]).toEqual(boundaries);
    expect(points.length).toBeLessThanOrEqual(5);
  });

  test('in its calm run has no crash points', async () => {
    const stage = new SimulatedStage(async () => {});
    const report = await reportOf(stage);
    expect(report).toMatchObject({ calm: { isCaughtUp: false, events: [] }, points: [], leftOut: [] });
    expect(stage.started).toHaveLength(1);
  });
});

test.each([1, 2, 7, 30])('a problem of process %d rejects the whole', async (number) => {
  const program: Program = async (process, ground, stage) => {
    if (process === stage.started[number - 1]) process.fail(new Error(`process ${number} ended early`));
    await rightWorker(process, ground, stage);
  };
  await expect(reportOf(new SimulatedStage(program))).rejects.toThrow(`process ${number} ended early`);
});

test('a program with a slow pace of its own is not taken for one that waits', async () => {
  // It works without awaiting and commits a second later: a shorter window would miss that commit.
  const slow = worker(async (process, ground, stage, { subject, partition, offset }) => {
    void process.act(subject);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await stage.commit(process, ground, partition, offset + 1);
  });
  const { points } = await reportOf(new SimulatedStage(slow));
  const stalls = points.filter(({ boundary }) => boundary.kind === 'stall');
  expect(stalls.map((point) => timesDone(point).includes(0))).toEqual([true, true, true]);
});
