import type { Ledger, LedgerEntry } from '../harness/proof/ledger.ts';

/** For each lab of the ledger how many variants had the same outcome and diagnosis on both runtimes, and which had not. */
export function sameVerdicts({ labs }: Pick<Ledger, 'labs'>): string {
  const rows: string[] = [];
  const others: string[] = [];
  for (const [lab, { local = {}, containers = {} }] of Object.entries(labs)) {
    const tried = Object.entries(local).filter(([name]) => containers[name]);
    const different = tried.filter(([name, entry]) => !isSame(entry, containers[name]!));
    rows.push(`| ${lab} | ${Object.keys(local).length} | ${tried.length} | ${tried.length - different.length} |`);
    for (const [name, entry] of different)
      others.push(`- ${lab}, ${name}: ${told(entry)} on this machine, ${told(containers[name]!)} in containers.`);
  }
  return [
    '| lab | programs | tried on both | same outcome and diagnosis |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(others.length > 0 ? ['', 'The others:', '', ...others] : []),
  ].join('\n');
}

const isSame = (a: LedgerEntry, b: LedgerEntry): boolean => a.was === b.was && a.wrong === 0 && b.wrong === 0;

/** A mistake that passed and was not wrong does harm with another database server only. */
const told = ({ was, right, wrong }: LedgerEntry): string =>
  was === 'passed' && wrong === 0
    ? 'passed, as it does harm with another database server only'
    : `${was} (${right} of ${right + wrong} as it must be)`;
