import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Boundary } from './boundary.ts';
import { runTo } from './run-to.ts';
import { inFakeTime, type Program, rightWriter, SimulatedStage, worker } from './simulated-stage.ts';
import { orders } from './simulation.ts';
import { progressOn } from './successor.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** Acts on each record, then writes a row for it, then commits. */
const thorough = worker(async (process, ground, stage, { subject, partition, offset }) => {
  await process.act(subject);
  await stage.insert(process, ground, subject);
  await stage.commit(process, ground, partition, offset + 1);
});

/** Brings the program to that boundary; `story` is what it has done since the last time that somebody asked. */
async function brought(boundary: Boundary, program: Program = thorough) {
  const stage = new SimulatedStage(program);
  const ground = orders();
  const subject = await stage.start('worker', stage.history);
  const progress = progressOn(stage, ground);
  const running = runTo(boundary, stage, subject, { ground, progress, windowMs: 300 });
  const { isReached, goOn } = await inFakeTime(running);
  let told = 0;
  const story = async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    const { events } = stage.history;
    const since = events.slice(told).map(({ text }) => text);
    told = events.length;
    return since.filter((text) => !/Fetch|JoinGroup/.test(text));
  };
  return { stage, ground, subject, progress, isReached, goOn, story };
}

const insert = (...ends: string[]) =>
  ['BEGIN', 'INSERT', ...ends].flatMap((verb) => [`command ${verb}`, `reply ${verb}`]);
const commit = ['request OffsetCommit', 'answer OffsetCommit'];
/** What the program does with a record. */
const work = (subject: string): string[] => [subject, ...insert('COMMIT'), ...commit];

describe('a program goes no further than its boundary, and from there as if nothing had been', () => {
  test('where it waits for what it asked of the world', async () => {
    const { story, goOn, progress } = await brought({ kind: 'effect', n: 2, side: 'before' });
    expect(await story()).toEqual(work('a'));
    expect([...progress.done]).toEqual(['a']);
    goOn();
    expect(await story()).toEqual([...work('b'), ...work('c')]);
    expect([...progress.done]).toEqual(['a', 'b', 'c']);
  });

  test('where the world did what it asked, once, and it has not heard', async () => {
    const { story, goOn, progress } = await brought({ kind: 'effect', n: 2, side: 'after' });
    expect(await story()).toEqual([...work('a'), 'b']);
    expect([...progress.done]).toEqual(['a', 'b']);
    goOn();
    expect(await story()).toEqual([...work('b').slice(1), ...work('c')]);
  });

  test('where the broker has no request yet', async () => {
    const { stage, ground, story, goOn } = await brought({
      kind: 'request',
      api: 'OffsetCommit',
      n: 2,
      side: 'before',
    });
    expect((await story()).at(-1)).toBe('request OffsetCommit');
    expect(stage.offset(ground.group, 0)).toBe(1);
    goOn();
    expect(await story()).toEqual(['answer OffsetCommit', ...work('c')]);
    expect(stage.offset(ground.group, 0)).toBe(2);
  });

  test('where the broker has answered, and it has not heard', async () => {
    const { stage, ground, story, goOn } = await brought({ kind: 'request', api: 'OffsetCommit', n: 2, side: 'after' });
    expect((await story()).at(-1)).toBe('answer OffsetCommit');
    expect(stage.offset(ground.group, 0)).toBe(2);
    goOn();
    expect(await story()).toEqual(work('c'));
  });

  test('where the database has no command yet', async () => {
    const { stage, ground, story, goOn } = await brought({ kind: 'command', verb: 'COMMIT', n: 6, side: 'before' });
    expect((await story()).at(-1)).toBe('command COMMIT');
    expect(stage.rows(ground)).toEqual(['a']);
    goOn();
    expect(await story()).toEqual(['reply COMMIT', ...commit, ...work('c')]);
    expect(stage.rows(ground)).toEqual(['a', 'b', 'c']);
  });

  test('where the database has replied, and it has not heard', async () => {
    const { stage, ground, story, goOn } = await brought({ kind: 'command', verb: 'COMMIT', n: 6, side: 'after' });
    expect((await story()).at(-1)).toBe('reply COMMIT');
    expect(stage.rows(ground)).toEqual(['a', 'b']);
    goOn();
    expect(await story()).toEqual([...commit, ...work('c')]);
  });

  test('where it has nothing left to do, and nothing is held', async () => {
    const { isReached, story, goOn } = await brought({ kind: 'idle' });
    expect(isReached).toBe(true);
    expect(await story()).toEqual([...work('a'), ...work('b'), ...work('c')]);
    goOn();
    expect(await story()).toEqual([]);
  });
});

test('commands that are owed no reply are not counted on the way to a boundary', async () => {
  const quitting: Program = async (process) => {
    await process.command('CLOSE', () => {}, { silent: true });
    await process.command('SELECT');
    await process.command('INSERT');
  };
  for (const side of ['before', 'after'] as const) {
    const { isReached, story } = await brought({ kind: 'command', verb: 'INSERT', n: 2, side }, quitting);
    expect(isReached).toBe(true);
    expect((await story()).at(-1)).toBe(side === 'before' ? 'command INSERT' : 'reply INSERT');
  }
});

test.each<Boundary>([
  { kind: 'effect', n: 1, side: 'before' },
  { kind: 'command', verb: 'COMMIT', n: 10, side: 'after' },
  { kind: 'request', api: 'Produce', n: 1, side: 'before' },
])('a program that does not come to %o has caught up', async (boundary) => {
  const { isReached, stage, ground } = await brought(boundary, rightWriter);
  expect(isReached).toBe(false);
  expect(stage.rows(ground)).toEqual(['a', 'b', 'c']);
});
