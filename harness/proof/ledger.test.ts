import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { entryOf, type Finding, type Ledger, ledgerText, readLedger, withFindings, writeLedger } from './ledger.ts';

const run = (commit: string, kafka = '4.3.1') => ({
  runtime: 'local',
  date: '2026-11-30',
  commit,
  versions: { kafka, node: '20' },
});
const found = (variant: string, inputs = 'aa', right = 1): Finding => ({
  lab: '03-commits',
  variant,
  inputs,
  was: 'passed',
  right,
  wrong: 0,
  busy: 1,
  load: 0.5,
  seconds: 4,
});
const all = () => true;
const none: Ledger = { proofs: {}, labs: {} };
const solution = (ledger: Ledger) => entryOf(ledger, 'local', '03-commits', 'solution');

describe('a ledger', () => {
  test('adds runs up while a variant’s inputs and the versions stay', () => {
    const first = withFindings(none, run('c1'), [found('solution')], all);
    const second = withFindings(first, run('c2'), [found('solution', 'aa', 2)], all);
    expect(solution(second)).toMatchObject({ right: 3, busy: 2, proof: 'local 2026-11-30 c2' });
  });

  test('counts anew where the inputs, or a version, changed', () => {
    const first = withFindings(none, run('c1'), [found('solution')], all);
    expect(solution(withFindings(first, run('c2'), [found('solution', 'bb')], all))?.right).toBe(1);
    expect(solution(withFindings(first, run('c2', '4.4'), [found('solution')], all))?.right).toBe(1);
  });

  test('keeps what was not tried, and drops variants that are no more and proofs that nothing rests on', () => {
    const first = withFindings(none, run('c1'), [found('solution'), found('mistake gone')], all);
    const kept = withFindings(first, run('c2'), [found('stub')], (_, variant) => variant !== 'mistake gone');
    expect(Object.keys(kept.labs['03-commits']!.local!)).toEqual(['solution', 'stub']);
    expect(Object.keys(kept.proofs)).toEqual(['local 2026-11-30 c1', 'local 2026-11-30 c2']);
    const anew = withFindings(kept, run('c3'), [found('stub'), found('solution')], all);
    expect(Object.keys(anew.proofs)).toEqual(['local 2026-11-30 c3']);
  });

  test('is read as it was written, with a line for each variant', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kafka-labs-ledger-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'verified.json');
    expect(await readLedger(path)).toEqual(none);
    const ledger: Ledger = {
      ...withFindings(none, run('c1'), [found('stub'), found('solution')], all),
      platform: { inputs: 'cc', proof: 'local 2026-11-30 c1' },
    };
    await writeLedger(ledger, path);
    expect(await readLedger(path)).toEqual(ledger);
    expect(ledgerText(ledger).match(/^ {8}"/gm)).toHaveLength(2);
    expect(JSON.parse(ledgerText(none))).toEqual(none);
  });
});
