import { pinnedKafkaVersion } from '../cluster/local/kafka-version.ts';
import { allLabs, type Lab } from '../course/labs.ts';
import { variantLabel } from '../course/variants.ts';
import { pinnedMariadbVersion } from '../database/local/pinned-mariadb.ts';
import { expectedOf, prove, type VariantProof, variantsToProve } from '../run/verify.ts';
import { inputsOf } from './inputs.ts';
import { entryOf, type Finding, type Ledger, sameVersions } from './ledger.ts';
import { LoadGauge } from './load-gauge.ts';
import type { Candidate, Plan, Planned } from './plan.ts';
import { workOn } from './pool.ts';

/** The keeper and Vitest that prove one program at a time. */
export type Prover = Parameters<typeof prove>[2] & AsyncDisposable;

/** What became of one program. */
export interface Proved {
  planned: Planned;
  proof: VariantProof;
}

/** Versions that verdicts hang on, of what the course pins; `packages` are those of the lock file. */
export function pinnedVersions(packages: Record<string, { version?: string }>): Record<string, string> {
  const clients = ['kafkajs', '@platformatic/kafka', 'mysql2', '@vlasky/zongji'];
  return {
    kafka: pinnedKafkaVersion,
    mariadb: pinnedMariadbVersion,
    ...Object.fromEntries(clients.map((name) => [name, packages[`node_modules/${name}`]?.version ?? 'none'])),
  };
}

/** Every program of the course, and what the ledger says of it on that runtime. `only`: labs by name. */
export async function candidates(
  ledger: Ledger,
  { runtime, versions, only }: { runtime: string; versions: Record<string, string>; only?: readonly string[] },
): Promise<Candidate[]> {
  const labs = (await allLabs()).filter(({ name }) => only === undefined || only.includes(name));
  const found = labs.map(async (lab) => {
    const variants = await variantsToProve(lab);
    return Promise.all(variants.map((variant) => candidate(lab, variant)));
  });
  return (await Promise.all(found)).flat();

  async function candidate(lab: Lab, variant: Candidate['variant']): Promise<Candidate> {
    const inputs = await inputsOf(lab, variant, await expectedOf(lab, variant));
    const entry = entryOf(ledger, runtime, lab.name, variantLabel(variant));
    const isProved =
      entry?.inputs === inputs && entry.wrong === 0 && sameVersions(ledger.proofs[entry.proof], { versions });
    return { lab, variant, inputs, entry, isChanged: !isProved };
  }
}

export interface ProvingOptions {
  /** A mistake is judged by all checks of its task, not only by those of its golden file. */
  whole: boolean;
  open(): Promise<Prover>;
  onProved(proved: Proved): void;
  /** A run that came to no verdict: the harness threw. The third such error ends the proof. */
  onBroken(planned: Planned, error: unknown): void;
  /** How many runs a core may be under way, however idle the machine is. */
  perCore?: number;
  /** After all that is proved in any case was begun, for so long programs of the budget begin. */
  budgetMs: number;
}

/** A machine or a keeper that fails so often fails for all that is left, too. */
const BROKEN_ENOUGH = 3;

/**
 * Proves the programs of a plan side by side on one keeper, as many at once as the machine takes; returns those of the budget
 * that were not begun. A slot of the pool keeps its prover, with all that its thread has loaded.
 */
export async function proveAll({ always, budgeted }: Plan, options: ProvingOptions): Promise<Planned[]> {
  const { whole, open, onProved, onBroken, budgetMs, perCore } = options;
  let broken = 0;
  const gauge = new LoadGauge(perCore === undefined ? {} : { perCore });
  const provers = new Map<number, Promise<Prover>>();
  const proverOf = (slot: number): Promise<Prover> => {
    const prover = provers.get(slot) ?? open();
    provers.set(slot, prover);
    return prover;
  };
  const notBegun = new Set(always);
  let allBegunAt = notBegun.size === 0 ? performance.now() : Number.POSITIVE_INFINITY;
  try {
    return await workOn([...always, ...budgeted], {
      mayBegin: (underWay) => gauge.mayBegin(underWay),
      isLate: (planned) => !notBegun.has(planned) && performance.now() >= allBegunAt + budgetMs,
      work: async (planned, slot) => {
        if (notBegun.delete(planned) && notBegun.size === 0) allBegunAt = performance.now();
        const how = { repeat: 1, only: undefined, updateGolden: false, byGolden: !whole, claims: planned.claims };
        try {
          const proof = await prove(planned.lab, planned.variant, await proverOf(slot), how);
          onProved({ planned, proof });
        } catch (error) {
          broken++;
          if (broken >= BROKEN_ENOUGH) throw error;
          onBroken(planned, error);
        }
      },
    });
  } finally {
    const opened = await Promise.allSettled(provers.values());
    for (const each of opened) if (each.status === 'fulfilled') await each.value[Symbol.asyncDispose]();
  }
}

/** What a proof found, as the ledger keeps it. */
export function findingOf({ planned: { lab, variant, inputs }, proof }: Proved): Finding {
  const { outcome, code, runs, wrong, busy, load, durationMs } = proof;
  return {
    lab: lab.name,
    variant: variantLabel(variant),
    inputs,
    was: outcome === 'failed' ? (code ?? 'failed') : outcome,
    right: runs - wrong,
    wrong,
    busy,
    load: Math.round(load * 10) / 10,
    seconds: Math.round(durationMs / runs / 100) / 10,
  };
}
