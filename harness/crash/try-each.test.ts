import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApiName } from '../protocol/names.ts';
import { type Boundary, boundariesOf } from './boundary.ts';
import type { Ground } from './ground.ts';
import { inFakeTime, type Program, rightWorker, SimulatedStage, timesDone } from './simulated-stage.ts';
import { calmRun, tryEach } from './try-each.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** Ten of them: both sides of three effects, a stall at each, and the end. */
const boundaries = boundariesOf({ effects: 3, requests: new Map(), commands: [] });

interface Point {
  boundary: Boundary;
  ground: Ground;
  isStuck: boolean;
}

/** Tries the boundaries, of which those with these indexes are stuck; each takes that long. */
async function tried({ lanes = 1, stuck = [] as number[], takesMs = (_: number): number => 10 } = {}) {
  const stage = new SimulatedStage(rightWorker, { lanes });
  const begun: number[] = [];
  const ended: number[] = [];
  const tryOne = async (boundary: Boundary, ground: Ground): Promise<Point> => {
    const index = boundaries.indexOf(boundary);
    begun.push(index);
    await new Promise((resolve) => setTimeout(resolve, takesMs(index)));
    ended.push(index);
    return { boundary, ground, isStuck: stuck.includes(index) };
  };
  const trying = tryEach(stage, boundaries, 'points', tryOne, ({ isStuck }) => isStuck);
  const { points, leftOut } = await inFakeTime(trying);
  return {
    stage,
    begun,
    ended,
    points,
    leftOut,
    triedIndexes: points.map((point) => boundaries.indexOf(point.boundary)),
  };
}

const all = boundaries.map((_, index) => index);

describe('boundaries are tried', () => {
  test('one after the other on one lane, each on a ground of its own', async () => {
    const { begun, ended, points, leftOut, stage } = await tried();
    expect([begun, ended]).toEqual([all, all]);
    expect(new Set(points.map(({ ground }) => ground.topic)).size).toBe(boundaries.length);
    expect(leftOut).toEqual([]);
    expect(stage.steps).toEqual(['topics for the points', '10 points']);
  });

  test('several at the same time, and told in their order, whichever is over first', async () => {
    const { begun, ended, points } = await tried({ lanes: 3, takesMs: (index) => (index % 3 === 0 ? 500 : 10) });
    expect(begun).toEqual(all);
    expect(ended).not.toEqual(all);
    expect(points.map(({ boundary }) => boundary)).toEqual(boundaries);
  });

  test('though there are more lanes than boundaries, each once', async () => {
    const { begun, points } = await tried({ lanes: 20 });
    expect(begun).toEqual(all);
    expect(points).toHaveLength(boundaries.length);
  });

  test('until one of them ends with an error, which is that of all', async () => {
    const stage = new SimulatedStage(rightWorker);
    const tryOne = async (boundary: Boundary) => {
      if (boundary === boundaries[4]) throw new Error('the broker is gone');
      return boundary;
    };
    await expect(inFakeTime(tryEach(stage, boundaries, 'points', tryOne, () => false))).rejects.toThrow('is gone');
  });
});

describe('a program that gets stuck', () => {
  test('at one boundary is tried at all others', async () => {
    const { triedIndexes, leftOut } = await tried({ stuck: [2] });
    expect([triedIndexes, leftOut]).toEqual([all, []]);
  });

  test('at two, in a row or not, is tried no further', async () => {
    for (const stuck of [
      [0, 1],
      [0, 4],
      [3, 4],
    ]) {
      const { triedIndexes, leftOut } = await tried({ stuck });
      const last = stuck.at(-1)!;
      expect(triedIndexes).toEqual(all.slice(0, last + 1));
      expect(leftOut).toEqual(boundaries.slice(last + 1));
    }
  });

  test('on several lanes keeps what these had begun, in its order', async () => {
    const { triedIndexes, leftOut, begun } = await tried({
      lanes: 3,
      stuck: [0, 1],
      takesMs: (index) => (index === 2 ? 500 : 10),
    });
    expect(triedIndexes).toEqual(begun.toSorted((one, other) => one - other));
    expect(triedIndexes).toEqual([0, 1, 2, 3]); // the lane of 0 had begun 3 before 1 was over
    expect(leftOut).toEqual(boundaries.slice(4));
  });
});

describe('the calm run', () => {
  const calm = async (program: Program, apis?: readonly ApiName[]) => {
    const stage = new SimulatedStage(program);
    return { stage, ...(await inFakeTime(calmRun(stage, apis))) };
  };

  test('counts what the program does, has its own scene, and leaves nothing running', async () => {
    const { stage, calm: run, census } = await calm(rightWorker);
    expect(census).toMatchObject({ effects: 3, commands: [] });
    expect([...census.requests]).toEqual([['OffsetCommit', 3]]);
    expect(run.isCaughtUp).toBe(true);
    expect(timesDone(run)).toEqual([1, 1, 1]);
    expect(new Set(run.events.map(({ scene }) => scene))).toEqual(new Set(['calm']));
    expect(stage.started.map(({ isDead, wire }) => [isDead, wire.isClosed])).toEqual([[true, true]]);
  });

  test('counts the requests that it is asked for, and no others', async () => {
    const { census } = await calm(rightWorker, ['JoinGroup']);
    expect([...census.requests]).toEqual([['JoinGroup', 1]]);
  });

  test('of a program that does nothing is not caught up', async () => {
    const { calm: run, census } = await calm(async () => {});
    expect(run.isCaughtUp).toBe(false);
    expect(census.effects).toBe(0);
  });
});
