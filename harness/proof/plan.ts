import { createHash } from 'node:crypto';
import type { Claims, Resource } from '../cluster/keeper/claims.ts';
import type { Lab } from '../course/labs.ts';
import { type Variant, variantLabel } from '../course/variants.ts';
import type { LedgerEntry } from './ledger.ts';

/** A program of the course that can be proved, and what the ledger says of it. */
export interface Candidate {
  lab: Lab;
  variant: Variant;
  /** The hash of what its verdict rests on now. */
  inputs: string;
  entry: LedgerEntry | undefined;
  /** What it rests on, or a version, changed since the ledger was made, or the ledger says that it was not as it must be. */
  isChanged: boolean;
}

/** Why a program is proved now: in each run; it changed; its share's turn has come; all are. */
export type Reason = 'always' | 'changed' | 'share' | 'whole';

export interface Planned extends Candidate {
  reason: Reason;
  claims: Claims;
}

export interface Plan {
  /** Proved whatever time it takes. */
  always: Planned[];
  /** Proved in this sequence while the budget lasts. */
  budgeted: Planned[];
}

export interface PlanOptions {
  runtime: string;
  /** The commit, from which follows whose turn it is. */
  commit: string;
  whole: boolean;
}

/** Each commit begins with one of so many shares of the programs, and goes on with the next while there is time. */
export const SHARES = 12;
/** In containers, labs that break brokers are proved whole: there a broker's death is another one. */
const breaksBrokers = ({ shape }: Lab): boolean => shape === 'three';

/** Decides what is proved now, and in which sequence. */
export function planProof(candidates: readonly Candidate[], { runtime, commit, whole }: PlanOptions): Plan {
  const planned = (candidate: Candidate, reason: Reason): Planned => ({
    ...candidate,
    reason,
    claims: claimsOf(candidate.lab),
  });
  if (whole) return { always: longFirst(candidates.map((each) => planned(each, 'whole'))), budgeted: [] };
  const inEach = runtime === 'containers' ? alwaysInContainers(candidates, commit) : alwaysLocally(candidates);
  const rest = candidates.filter((each) => !inEach.has(each));
  const changed = rest.filter(({ isChanged }) => isChanged);
  const others = rest.filter(({ isChanged }) => !isChanged);
  return {
    always: longFirst([...inEach].map((each) => planned(each, each.isChanged ? 'changed' : 'always'))),
    budgeted: [
      ...longFirst(changed.map((each) => planned(each, 'changed'))),
      ...byTurn(others, commit).map((each) => planned(each, 'share')),
    ],
  };
}

/** The number of a program's share, from 0, and that of the share with which a commit begins. */
export const shareOf = ({ lab, variant }: Pick<Candidate, 'lab' | 'variant'>): number =>
  numberOf(`${lab.name} ${variantLabel(variant)}`) % SHARES;
export const firstShare = (commit: string): number => numberOf(commit) % SHARES;

/** What a lab's runs use of the keeper's, beside others of this proof. */
export function claimsOf({ shape, database }: Pick<Lab, 'shape' | 'database'>): Claims {
  const alone: Resource[] = [];
  const shared: Resource[] = [];
  (shape === 'three' ? alone : shared).push(shape);
  if (database) (database === 'alone' ? alone : shared).push('database');
  return { group: 'proof', alone, shared };
}

const alwaysLocally = (candidates: readonly Candidate[]): Set<Candidate> =>
  new Set(candidates.filter(({ variant: { kind } }) => kind === 'stub' || kind === 'solution'));

/** All solutions, one alternative and one mistake of each lab (another commit's are others), and labs that break brokers. */
function alwaysInContainers(candidates: readonly Candidate[], commit: string): Set<Candidate> {
  const isOne = (each: Candidate) => {
    const alike = candidates.filter(({ lab, variant }) => lab === each.lab && variant.kind === each.variant.kind);
    return alike.indexOf(each) === numberOf(`${commit} ${each.lab.name}`) % alike.length;
  };
  return new Set(
    candidates.filter((each) => {
      const { kind } = each.variant;
      return breaksBrokers(each.lab) || kind === 'solution' || (kind !== 'stub' && isOne(each));
    }),
  );
}

/** What needs something alone begins first: at the end of the proof it would be waited for. */
function longFirst(planned: readonly Planned[]): Planned[] {
  const isAlone = ({ claims }: Planned) => (claims.alone.length > 0 ? 0 : 1);
  return [...planned].sort((a, b) => isAlone(a) - isAlone(b));
}

/** In the sequence in which their shares' turns come; within a share one lab's after another's, so that all get their turn. */
function byTurn(candidates: readonly Candidate[], commit: string): Candidate[] {
  const first = firstShare(commit);
  const turn = (each: Candidate) => (shareOf(each) - first + SHARES) % SHARES;
  const mixed = (each: Candidate) => numberOf(`${commit} ${each.lab.name} ${variantLabel(each.variant)}`);
  return [...candidates].sort((a, b) => turn(a) - turn(b) || mixed(a) - mixed(b));
}

const numberOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);
