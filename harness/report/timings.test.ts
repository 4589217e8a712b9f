import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { timingsTable } from './timings.ts';
import { passed } from './written-verdict.ts';

const rows = (...of: Parameters<typeof timingsTable>): string[] =>
  stripVTControlCharacters(timingsTable(...of)).split('\n');

const timings = [
  { step: 'the cluster is ready', ms: 340 },
  { step: 'all checks', ms: 65_000 },
];

test('the table tells each step of a run, then each check with the steps that it measured', () => {
  const own = [{ step: '16 crash points', ms: 9_400 }];
  const checks = [passed, { ...passed, title: 'no order is lost', durationMs: 12_300, timings: own }];
  const cells = rows({ timings, checks }).flatMap((line) =>
    line.startsWith('│') ? [line.split('│').slice(1, 3)] : [],
  );
  expect(cells.map(([step, took]) => `${step!.trimEnd()}:${took!.trim()}`)).toEqual([
    ' the cluster is ready:340 ms',
    ' all checks:1 min 5 s',
    ' check: a payment is acknowledged:5 ms',
    ' check: no order is lost:12.3 s',
    '   16 crash points:9.4 s',
  ]);
});

test('the table keeps to 80 columns, however long a step’s name is', () => {
  const long = { step: 'a step whose name is told at length, '.repeat(5), ms: 1 };
  for (const line of rows({ timings: [long], checks: [{ ...passed, title: long.step, timings: [long] }] }))
    expect(line.length).toBeLessThanOrEqual(80);
});
