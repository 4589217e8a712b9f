import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { HistoryEvent } from '../history/events.ts';
import { type ShutdownPoint, type ShutdownReport, shutdownPoints } from './shutdown-points.ts';
import { inFakeTime, type Program, rightWorker, SimulatedStage, timesDone, worker } from './simulated-stage.ts';
import type { SimulatedSubject } from './simulation.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const WITHIN_MS = 5_000;
const ENDED = { code: 0, signal: null, how: 'ended with code 0' };
const KILLED = { code: null, signal: 'SIGTERM', how: 'was ended by SIGTERM' };

const reportOf = (program: Program, stage = new SimulatedStage(program)): Promise<ShutdownReport> =>
  inFakeTime(shutdownPoints(stage, { effect: 'charge', withinMs: WITHIN_MS }));

/** Lets the program finish what it is at when it is asked to end: `leave` is what it does then. */
const asked =
  (program: Program, leave: (process: SimulatedSubject) => Promise<void>): Program =>
  async (process, ground, stage) => {
    let isAsked = false;
    let isWorking = true;
    const leaveOnce = () => void leave(process).then(() => process.end(ENDED));
    process.onSignal = () => {
      isAsked = true;
      if (!isWorking) leaveOnce();
    };
    const act = process.act.bind(process);
    // It begins no further record once it was asked.
    process.act = (subject) => (isAsked ? new Promise(() => leaveOnce()) : act(subject));
    await program(process, ground, stage);
    isWorking = false;
    if (isAsked) leaveOnce();
  };

const leavesItsGroup = (process: SimulatedSubject): Promise<void> => process.request('LeaveGroup');
/** Ends when its record is done and committed, and tells its group. */
const graceful = asked(rightWorker, leavesItsGroup);

const at = (points: readonly ShutdownPoint[], name: string): ShutdownPoint =>
  points.find((point) => point.name === name)!;
const texts = (events: readonly HistoryEvent[]): string[] => events.map(({ actor, text }) => `${actor}: ${text}`);

describe('a worker that ends as it should', () => {
  test('does so at each of its boundaries, and nothing is lost or done again', async () => {
    const { calm, points, leftOut } = await reportOf(graceful);
    expect(calm.isCaughtUp).toBe(true);
    expect(leftOut).toEqual([]);
    for (const { name, exit, hasLeft, isReached, isCaughtUp, ...point } of points) {
      const { events, ground } = point;
      expect({ exit, hasLeft, isReached, isCaughtUp }, name).toEqual({
        exit: ENDED,
        hasLeft: true,
        isReached: true,
        isCaughtUp: true,
      });
      expect(timesDone({ events, ground }), name).toEqual([1, 1, 1]);
    }
  });

  test('is asked at its effects, its requests and the joining of its group, and when it is idle; not at stalls', async () => {
    const { points } = await reportOf(graceful);
    expect(points.map(({ name }) => name)).toEqual([
      ...[1, 2, 3].flatMap((n) => {
        const nth = ['1st', '2nd', '3rd'][n - 1];
        return [`before its ${nth} charge happened`, `after its ${nth} charge, before it heard of it`];
      }),
      'before its 1st JoinGroup reached the broker',
      'after its 1st JoinGroup, before it heard the answer',
      ...[1, 2, 3].flatMap((n) => {
        const nth = ['1st', '2nd', '3rd'][n - 1];
        return [
          `before its ${nth} OffsetCommit reached the broker`,
          `after its ${nth} OffsetCommit, before it heard the answer`,
        ];
      }),
      'when it had nothing left to do',
    ]);
  });

  test('is asked before what is held there goes on', async () => {
    const { points } = await reportOf(graceful);
    const name = 'before its 2nd charge happened';
    const { events } = at(points, name);
    const story = texts(events).filter((text) => !/Fetch|JoinGroup/.test(text));
    expect(story.slice(0, 8)).toEqual([
      'worker: a',
      'worker: request OffsetCommit',
      'worker: answer OffsetCommit',
      `harness: sent SIGTERM to the worker ${name}`,
      'worker: b',
      'worker: request OffsetCommit',
      'worker: answer OffsetCommit',
      'worker: request LeaveGroup',
    ]);
    expect(story).toContain('broker: the group’s committed offsets are partition 0: 2, partition 1: none');
  });

  test('has a ground and a story of its own each time, and nothing of it is left', async () => {
    const stage = new SimulatedStage(graceful, { lanes: 3 });
    const { calm, points } = await reportOf(graceful, stage);
    expect(new Set([calm, ...points].map(({ ground }) => ground.topic)).size).toBe(points.length + 1);
    for (const { events, name } of points) expect(new Set(events.map(({ scene }) => scene))).toEqual(new Set([name]));
    expect(stage.started.every(({ isDead, wire }) => isDead && wire.isClosed)).toBe(true);
    expect(stage.mostAlive).toBe(3);
    expect(stage.steps).toEqual(['calm run', 'topics for the shutdown points', `${points.length} shutdown points`]);
  });
});

describe('a worker that knows nothing of signals', () => {
  test('is ended by the signal, does not leave its group, and does again what it had not committed', async () => {
    const { points } = await reportOf(rightWorker);
    expect(points.every(({ exit, hasLeft }) => exit?.how === KILLED.how && !hasLeft)).toBe(true);
    expect(points.every(({ isCaughtUp }) => isCaughtUp)).toBe(true);
    expect(timesDone(at(points, 'after its 1st charge, before it heard of it'))).toEqual([2, 1, 1]);
    expect(timesDone(at(points, 'after its 2nd OffsetCommit, before it heard the answer'))).toEqual([1, 1, 1]);
  });
});

describe('a worker that does not end', () => {
  const deaf = asked(rightWorker, () => new Promise(() => {}));

  test('in the time given is killed, and told to have run on', async () => {
    const { points } = await reportOf(deaf, new SimulatedStage(deaf, { lanes: 1 }));
    for (const { exit, hasLeft, events, isCaughtUp } of points) {
      expect({ exit, hasLeft, isCaughtUp }).toEqual({ exit: undefined, hasLeft: false, isCaughtUp: true });
      expect(texts(events)).toContain('harness: killed the worker: it lived on');
    }
  });

  test('is asked twice, and the rest is left out', async () => {
    const { points, leftOut } = await reportOf(deaf, new SimulatedStage(deaf, { lanes: 1 }));
    expect(points).toHaveLength(2);
    expect(leftOut).toHaveLength(15 - 2);
  });
});

test('a worker whose successor gets stuck is tried twice, too', async () => {
  const program: Program = async (process, ground, stage) =>
    process.name === 'worker' ? graceful(process, ground, stage) : undefined;
  const { points, leftOut } = await reportOf(program, new SimulatedStage(program, { lanes: 1 }));
  expect(points.map(({ isCaughtUp, exit }) => [isCaughtUp, exit])).toEqual([
    [false, ENDED],
    [false, ENDED],
  ]);
  expect(leftOut).toHaveLength(15 - 2);
});

test('a worker that ends with an error tells what nobody caught', async () => {
  const exit = { code: 1, signal: null, how: 'ended with code 1', uncaught: 'RangeError: no offset' };
  const program: Program = async (process, ground, stage) => {
    process.onSignal = () => process.end(exit);
    await rightWorker(process, ground, stage);
  };
  const { points } = await reportOf(program);
  expect(points.map((point) => point.exit)).toEqual(points.map(() => exit));
});

test('a boundary that does not occur again is told, and the worker is asked when it has caught up', async () => {
  const stage = new SimulatedStage(
    worker(async (process, ground, on, { subject, partition, offset }) => {
      await process.act(subject);
      if (on.started.length === 1 && subject === 'c') await process.act(subject); // in the calm run only
      await on.commit(process, ground, partition, offset + 1);
    }),
  );
  const { points } = await reportOf(rightWorker, stage);
  const missed = points.filter(({ isReached }) => !isReached);
  expect(missed.map(({ name }) => name)).toEqual([
    'before its 4th charge happened',
    'after its 4th charge, before it heard of it',
  ]);
  for (const { events, exit } of missed) {
    expect(exit).toEqual(KILLED);
    expect(texts(events)).toContain(
      'harness: sent SIGTERM to the worker when it had caught up without coming to that point',
    );
  }
});

test('a worker that gets stuck in its calm run is asked nowhere', async () => {
  const stage = new SimulatedStage(async () => {});
  const report = await reportOf(async () => {}, stage);
  expect(report).toMatchObject({ calm: { isCaughtUp: false }, points: [], leftOut: [] });
  expect(stage.started).toHaveLength(1);
});
