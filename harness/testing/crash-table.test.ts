import { expect, test } from 'vitest';
import type { CrashPoint } from '../crash/crash-point.ts';
import type { CrashReport } from '../crash/crash-points.ts';
import type { Ground } from '../crash/ground.ts';
import { History } from '../history/history.ts';
import { crashTable } from './crash-table.ts';

const record = (subject: string, offset: number) => ({ subject, topic: 'orders', partition: 0, offset });
const ground: Ground = { topic: 'orders', group: 'payments', records: [record('a', 0), record('b', 1)] };

/** A point at which those effects happened, and that offset was committed in the end. */
function point(name: string, done: string[], offset: number, more: Partial<CrashPoint> = {}): CrashPoint {
  const history = new History();
  for (const subject of done)
    history.record('worker', subject, {
      kind: 'effect',
      process: 'worker',
      name: 'charge',
      phase: 'done',
      call: 1,
      subject,
    });
  const partitions = [{ topic: 'orders', partition: 0, offset }];
  history.record('broker', 'offsets', { kind: 'offsets', group: 'payments', offsets: partitions });
  const wire = { process: 'worker', exchange: 1, connection: 1, broker: 1, clientId: null, version: 1, partitions };
  history.record('broker', 'committed', { kind: 'answer', api: 'OffsetCommit', ...wire });
  const { events } = history;
  return { boundary: { kind: 'idle' }, name, ground, events, isReached: true, isCaughtUp: true, ...more };
}

const report = (points: CrashPoint[], leftOut: CrashReport['leftOut'] = []): CrashReport => ({
  calm: { ground, events: [], isCaughtUp: true },
  points,
  leftOut,
});

test('the table has a row for each crash point: what was committed then, and what came of it', () => {
  const points = [
    point('at once', ['a', 'b'], -1),
    point('before a', ['b'], 2),
    point('after a', ['a', 'a', 'b', 'b'], 1),
    point('while b', ['a', 'a'], 2, { isCaughtUp: false }),
    point('a 3rd time', ['a', 'b'], 2, { isReached: false }),
  ];
  expect(crashTable(report(points)).split('\n').slice(0, 8)).toEqual([
    '| the worker was killed | committed then | what came of it |',
    '| --- | --- | --- |',
    '| at once | none | — |',
    '| before a | 2 | **lost: a** |',
    '| after a | 1 | again: a, b |',
    '| while b | 2 | **lost: b**; again: a; **the next worker got stuck** |',
    '| a 3rd time | 2 | did not come about a second time |',
    '',
  ]);
});

test('below it stands how many points were tried, how many of them harmed nobody, and how many were left out', () => {
  const points = [point('1', ['a', 'b'], 2), point('2', ['b'], 2), point('3', ['a', 'b'], 2, { isReached: false })];
  expect(crashTable(report(points)).split('\n').slice(6, -1)).toEqual([
    '2 crash points were tried; 1 had no effect that anybody could see.',
  ]);
  expect(crashTable(report(points, [{ kind: 'idle' }]))).toContain('1 were left out');
});

test('what a lab tells of each point stands in place of what its effects tell', () => {
  const points = [point('at once', [], -1), point('before a', ['b'], 2), point('after a', ['a', 'b'], 1)];
  const told = crashTable(report(points), [[], ['**two rows for a**'], []]).split('\n');
  expect(told.slice(2, 5)).toEqual([
    '| at once | none | — |',
    '| before a | 2 | **two rows for a** |',
    '| after a | 1 | — |',
  ]);
  expect(told[6]).toBe('3 crash points were tried; 2 had no effect that anybody could see.');
});

test('a program that commits nothing anywhere has a table without committed offsets', () => {
  const points = [point('at once', ['a', 'b'], -1), point('before a', ['b'], -1)];
  expect(
    crashTable(report(points), [[], ['**lost: a**']])
      .split('\n')
      .slice(0, 4),
  ).toEqual([
    '| the worker was killed | what came of it |',
    '| --- | --- |',
    '| at once | — |',
    '| before a | **lost: a** |',
  ]);
});
