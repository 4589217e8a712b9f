import { variantLabel } from '../harness/course/variants.ts';
import type { Proved } from '../harness/proof/course-proof.ts';
import type { Ledger } from '../harness/proof/ledger.ts';
import { type Candidate, firstShare, type Planned, SHARES, shareOf } from '../harness/proof/plan.ts';

export interface SummaryOptions {
  commit: string;
  /** How many commits changed the harness since a commit; undefined where that cannot be said. */
  harnessCommitsSince(commit: string): number | undefined;
}

/** Says what was proved now, what rests on the ledger and how old that is, and what is proved by neither. */
export function proofSummary(
  candidates: readonly Candidate[],
  proved: readonly Proved[],
  ledger: Ledger,
  { commit, harnessCommitsSince }: SummaryOptions,
): string {
  const now = new Set(proved.map(({ planned }) => planned.variant));
  const others = candidates.filter(({ variant }) => !now.has(variant));
  const resting = others.filter(({ isChanged }) => !isChanged);
  const open = others.filter(({ isChanged }) => isChanged);
  return [
    '\n== What is proved of the course\n',
    ` now: ${proved.length} of ${candidates.length} programs${reasonsTold(proved.map(({ planned }) => planned))}`,
    ...sharesTold(candidates, proved, commit),
    ...agesTold(resting, ledger, harnessCommitsSince),
    open.length === 0
      ? ' left: nothing; each of the others is as it was when the ledger was made'
      : ` LEFT, proved neither now nor in the ledger: ${open.length} programs that changed or are new (${named(open)}).` +
        ' `npm test -- --minutes 30` proves more of them, `npm test -- --whole` all',
    '',
  ].join('\n');
}

function reasonsTold(planned: readonly Planned[]): string {
  const words = {
    whole: 'all',
    always: 'tried each time',
    changed: 'changed since the ledger was made',
    share: 'of the shares whose turn it is',
  };
  const counts = Object.entries(words).flatMap(([reason, word]) => {
    const count = planned.filter((each) => each.reason === reason).length;
    return count === 0 || reason === 'whole' ? [] : [`${count} ${word}`];
  });
  return counts.length === 0 ? '' : `: ${counts.join(', ')}`;
}

/** Which shares were proved whole: another commit begins with another one. */
function sharesTold(candidates: readonly Candidate[], proved: readonly Proved[], commit: string): string[] {
  if (!proved.some(({ planned }) => planned.reason === 'share')) return [];
  const now = new Set(proved.map(({ planned }) => planned.variant));
  const isWhole = (share: number) =>
    candidates.every((each) => shareOf(each) !== share || each.variant.kind === 'stub' || now.has(each.variant));
  const shares = Array.from({ length: SHARES }, (_, n) => n);
  const first = firstShare(commit) + 1;
  return [` shares: commit ${commit} begins with share ${first} of ${SHARES}; whole: ${shares.filter(isWhole).length}`];
}

function agesTold(
  resting: readonly Candidate[],
  ledger: Ledger,
  harnessCommitsSince: SummaryOptions['harnessCommitsSince'],
): string[] {
  const byProof = new Map<string, number>();
  for (const { entry } of resting) byProof.set(entry!.proof, (byProof.get(entry!.proof) ?? 0) + 1);
  return [...byProof].map(([proof, count]) => {
    const { date, commit } = ledger.proofs[proof]!;
    const since = harnessCommitsSince(commit);
    const told =
      since === undefined
        ? 'how often the harness changed since cannot be said here'
        : `${since} ${since === 1 ? 'commit' : 'commits'} changed the harness since`;
    return ` resting on the ledger: ${count} programs, proved on ${date} at ${commit}; ${told}`;
  });
}

const NAMED = 5;
function named(open: readonly Candidate[]): string {
  const names = open.map(({ lab, variant }) => `${lab.name.slice(0, 2)} ${variantLabel(variant)}`);
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more}`;
}
