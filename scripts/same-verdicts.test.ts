import { expect, test } from 'vitest';
import type { LedgerEntry } from '../harness/proof/ledger.ts';
import { sameVerdicts } from './same-verdicts.ts';

type Entries = Record<string, [was: string, right: number, of: number]>;

function told(local: Entries, containers: Entries): string {
  const entries = (of: Entries) =>
    Object.fromEntries(
      Object.entries(of).map(([name, [was, right, all]]): [string, LedgerEntry] => [
        name,
        { inputs: 'aa', proof: 'p', was, right, wrong: all - right, busy: 0, load: 0, seconds: 1 },
      ]),
    );
  return sameVerdicts({ labs: { '00-first-record': { local: entries(local), containers: entries(containers) } } });
}
const solution: Entries = { solution: ['passed', 1, 1] };
const late: Entries = { 'mistake late': ['late', 2, 2] };

test('variants with the same outcome and diagnosis are counted', () => {
  expect(told({ ...solution, ...late }, { ...solution, 'mistake late': ['late', 1, 1] })).toMatch(
    /\| 00-first-record \| 2 \| 2 \| 2 \|$/,
  );
});

test('one with another diagnosis, or with a run that was not as it must be, is named', () => {
  const different = told({ ...solution, ...late }, { ...solution, 'mistake late': ['lost', 0, 1] });
  expect(different).toContain('| 00-first-record | 2 | 2 | 1 |');
  expect(different).toContain(
    '- 00-first-record, mistake late: late (2 of 2 as it must be) on this machine, lost (0 of 1',
  );
  expect(told(late, { 'mistake late': ['late', 1, 2] })).toContain('| 00-first-record | 1 | 1 | 0 |');
});

test('a mistake that is harmless with the other database server says so', () => {
  expect(told(late, { 'mistake late': ['passed', 1, 1] })).toContain(
    'passed, as it does harm with another database server only in containers.',
  );
});

test('what was not tried in containers is not said to be the same', () => {
  expect(told({ ...solution, ...late }, solution)).toContain('| 00-first-record | 2 | 1 | 1 |');
});
