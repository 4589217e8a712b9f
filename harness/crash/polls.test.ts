import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { DatabaseDetails } from '../history/events.ts';
import { crashPoints } from './crash-points.ts';
import { endsOf } from './ground.ts';
import { Polls } from './polls.ts';
import { runTo } from './run-to.ts';
import { inFakeTime, type Program, SimulatedStage, timesDone } from './simulated-stage.ts';
import { orders } from './simulation.ts';
import { progressOn } from './successor.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const ASK = 'SELECT id FROM outbox WHERE sent_at IS NULL';

/** Which of these commands are polls: each is its SQL, its rows or error, and its connection, the first without it. */
function pollsAmong(...commands: [sql: string, rows: number | 'ERR' | 'no reply', connection?: number][]): boolean[] {
  const polls = new Polls();
  return commands.map(([sql, came, connection = 1], index) => {
    const about = { process: 'relay', exchange: index + 1, connection, verb: sql.split(' ')[0]!, sql };
    const command: DatabaseDetails = { ...about, kind: 'command' };
    const isPoll = polls.isPoll(command);
    polls.see(command);
    if (came === 'ERR') polls.see({ ...about, kind: 'reply', error: { code: 1146, message: 'no such table' } });
    else if (came !== 'no reply') polls.see({ ...about, kind: 'reply', rows: came });
    return isPoll;
  });
}

describe('a poll', () => {
  test('is a SELECT that repeats the one before, which found nothing; the first is none', () => {
    expect(pollsAmong([ASK, 0], [ASK, 0], [ASK, 0])).toEqual([false, true, true]);
  });

  test('may find rows; what comes after those is none', () => {
    expect(pollsAmong([ASK, 0], [ASK, 2], [ASK, 0], [ASK, 0])).toEqual([false, true, false, true]);
  });

  test.each<[why: string, ...commands: Parameters<typeof pollsAmong>]>([
    ['asks for something else', [ASK, 0], ['SELECT id FROM orders', 0], [ASK, 0]],
    ['comes after other work', [ASK, 0], ['UPDATE outbox SET tries = 1', 0], [ASK, 0]],
    ['comes by another connection', [ASK, 0], [ASK, 0, 2]],
    ['comes after an error', [ASK, 'ERR'], [ASK, 0]],
    ['does not wait for the reply', [ASK, 'no reply'], [ASK, 0]],
    ['is no SELECT', ['DELETE FROM outbox', 0], ['DELETE FROM outbox', 0]],
  ])('is none that %s', (_, ...commands) => {
    expect(pollsAmong(...commands)).not.toContain(true);
  });

  test('is one whatever another connection does meanwhile, and though statements are closed', () => {
    expect(pollsAmong([ASK, 0], ['INSERT INTO outbox', 1, 2], [ASK, 0])).toEqual([false, false, true]);
    const polls = new Polls();
    const about = { process: 'relay', connection: 1, verb: 'SELECT', sql: ASK };
    polls.see({ ...about, kind: 'command', exchange: 1 });
    polls.see({ ...about, kind: 'reply', exchange: 1, rows: 0 });
    polls.see({ ...about, kind: 'command', exchange: 2, verb: 'CLOSE', silent: true });
    expect(polls.isPoll({ ...about, kind: 'command', exchange: 3 })).toBe(true);
  });
});

/** Sends what a table holds: asks each 50 ms, and marks what it sent. Its rows are there from its n-th question on. */
function relay(rowsFrom: number): Program {
  const sent = new Map<string, Set<string>>();
  return async (process, ground, stage) => {
    const marked = sent.get(ground.topic) ?? new Set();
    sent.set(ground.topic, marked);
    for (const [partition, end] of endsOf(ground)) await process.fetch(ground.topic, partition, end);
    for (let question = 1; !process.isDead; question++) {
      let next: string | undefined;
      await process.command(
        'SELECT',
        () => {
          const left = ground.records.filter(({ subject }) => !marked.has(subject));
          if (question >= rowsFrom || stage.started.length > 1) next = left[0]?.subject;
          return next ? 1 : 0;
        },
        { sql: ASK },
      );
      if (next) {
        await process.act(next);
        await process.command('UPDATE', () => marked.add(next!));
      } else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
}

const WORK = ['SELECT', 'UPDATE', 'SELECT', 'UPDATE', 'SELECT', 'UPDATE', 'SELECT'];

describe('a program that polls', () => {
  test.each([1, 5])('has its crash points, and no more, where its rows are there at question %d', async (rowsFrom) => {
    const stage = new SimulatedStage(relay(rowsFrom));
    const { calm, points, leftOut } = await inFakeTime(crashPoints(stage, { effect: 'send' }));
    expect(calm.isCaughtUp).toBe(true);
    const commands = points.flatMap(({ boundary }) => (boundary.kind === 'command' ? [boundary] : []));
    expect(commands.filter(({ side }) => side === 'before').map(({ verb }) => verb)).toEqual(WORK);
    expect(points.filter(({ isReached, isCaughtUp }) => !isReached || !isCaughtUp)).toEqual([]);
    expect(leftOut).toEqual([]);
    for (const point of points) expect(Math.min(...timesDone(point)), point.name).toBe(1);
  });

  test.each(['before', 'after'] as const)('is held %s the command that was counted, polls left out', async (side) => {
    const stage = new SimulatedStage(relay(5));
    const ground = orders();
    const subject = await stage.start('relay', stage.history);
    const progress = progressOn(stage, ground);
    const boundary = { kind: 'command', verb: 'UPDATE', n: 2, side } as const;
    const { isReached } = await inFakeTime(runTo(boundary, stage, subject, { ground, progress, windowMs: 300 }));
    expect(isReached).toBe(true);
    const told = stage.history.events.filter(({ details }) => details.kind === 'command').map(({ text }) => text);
    expect(told).toEqual([...Array(5).fill('command SELECT'), 'command UPDATE']);
    expect(stage.history.events.at(-1)?.text).toBe(side === 'before' ? 'command UPDATE' : 'reply UPDATE');
  });
});
