import { expect, test } from 'vitest';
import type { Lab } from '../harness/course/labs.ts';
import type { Proved } from '../harness/proof/course-proof.ts';
import type { Ledger, LedgerEntry } from '../harness/proof/ledger.ts';
import { type Candidate, claimsOf, type Planned, type Reason } from '../harness/proof/plan.ts';
import { proofSummary } from './proof-summary.ts';

const lab = { name: '03-commits', shape: 'one' } as Lab;
const entry: LedgerEntry = {
  inputs: 'aa',
  proof: 'local 2026-11-28 c1',
  was: 'late',
  right: 1,
  wrong: 0,
  busy: 0,
  load: 1,
  seconds: 3,
};
const ledger: Ledger = {
  proofs: { 'local 2026-11-28 c1': { runtime: 'local', date: '2026-11-28', commit: 'c1', versions: {} } },
  labs: {},
};
const mistake = (name: string, isChanged = false): Candidate => ({
  lab,
  variant: { kind: 'mistake', name, files: {} },
  inputs: 'aa',
  entry: isChanged ? undefined : entry,
  isChanged,
});
const proved = (candidate: Candidate, reason: Reason): Proved => ({
  planned: { ...candidate, reason, claims: claimsOf(lab) } as Planned,
  proof: {} as Proved['proof'],
});
const options = { commit: 'c5', harnessCommitsSince: () => 4 };

test('what was proved now, what rests on the ledger and how old that is are told apart', () => {
  const [a, b, c] = [mistake('a', true), mistake('b'), mistake('c')];
  const told = proofSummary([a, b, c], [proved(a, 'changed'), proved(b, 'share')], ledger, options);
  expect(told).toContain('now: 2 of 3 programs: 1 changed since the ledger was made, 1 of the shares whose turn it is');
  expect(told).toContain(
    'resting on the ledger: 1 programs, proved on 2026-11-28 at c1; 4 commits changed the harness',
  );
  expect(told).toContain('left: nothing');
});

test('what is proved neither now nor in the ledger is said, with its name and what to type', () => {
  const told = proofSummary([mistake('a', true), mistake('b')], [], ledger, options);
  expect(told).toContain(
    'LEFT, proved neither now nor in the ledger: 1 programs that changed or are new (03 mistake a)',
  );
  expect(told).toContain('npm test -- --whole');
});

test('of a commit that git does not know here it is said that nothing can be said', () => {
  const unknown = { commit: 'none', harnessCommitsSince: () => undefined };
  expect(proofSummary([mistake('b')], [], ledger, unknown)).toContain('cannot be said here');
});
