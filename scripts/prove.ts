import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { openSession } from '../harness/cli/session.ts';
import { allLabs } from '../harness/course/labs.ts';
import { variantLabel } from '../harness/course/variants.ts';
import { courseRoot } from '../harness/paths.ts';
import { candidates, findingOf, type Proved, pinnedVersions, proveAll } from '../harness/proof/course-proof.ts';
import { type ProofRun, proofName, readLedger, withFindings, writeLedger } from '../harness/proof/ledger.ts';
import { provedPage } from '../harness/proof/page.ts';
import { type Planned, planProof } from '../harness/proof/plan.ts';
import { proofLine } from '../harness/report/proof.ts';
import type { Counts } from './counts.ts';
import { commitNow, harnessCommitsSince } from './git.ts';
import { proofSummary } from './proof-summary.ts';
import type { TestOptions } from './test-options.ts';

/**
 * The programs' part of `npm test`, a process of its own: `prove.ts OPTIONS OUT` takes TestOptions as JSON, proves what is
 * planned on the keeper of KAFKA_LABS_HOME, prints a line for each program and a summary, and writes CourseCounts into OUT.
 */
export interface CourseCounts extends Counts {
  /** The name of the proof in the ledger that was written. */
  published?: string;
}

const [, , given, out] = process.argv;
const { whole, publish, minutes, runtime } = JSON.parse(given!) as TestOptions;
const lock = JSON.parse(readFileSync(join(courseRoot, 'package-lock.json'), 'utf8'));
const versions = pinnedVersions(lock.packages);
const commit = commitNow();
const ledger = await readLedger();
const all = await candidates(ledger, { runtime, versions });
const plan = planProof(all, { runtime, commit, whole });
const proved: Proved[] = [];
const counts: CourseCounts & Required<Counts> = { passed: 0, failed: 0, problems: [], timings: [] };

try {
  // A container is frozen in 0.1 s on an idle machine, and in 2 s beside many others: too late for what a check measures.
  const perCore = runtime === 'containers' ? { perCore: 1 } : {};
  await proveAll(plan, {
    ...perCore,
    whole,
    open: () => openSession({ runtime }),
    onProved,
    onBroken,
    budgetMs: minutes * 60_000,
  });
} catch (error) {
  counts.failed++;
  counts.problems.push(` ✗ the proof came to no end: ${(error as Error).stack}`);
  console.log(counts.problems.at(-1));
}
console.log(proofSummary(all, proved, ledger, { commit, harnessCommitsSince }));
if (publish) counts.published = await publishAll();
writeFileSync(out!, JSON.stringify(counts));
process.exit(); // a Vitest that closes late must not keep the proof from ending

function onProved({ planned, proof }: Proved): void {
  proved.push({ planned, proof });
  const lab = planned.lab.name.slice(0, 2);
  const line = proofLine(proof);
  console.log(`${lab}${line}`);
  if (proof.wrong === 0) counts.passed++;
  else {
    counts.failed++;
    counts.problems.push(`${lab}${line}`);
  }
  counts.timings.push({ name: `${lab} ${variantLabel(proof)}`, seconds: proof.durationMs / 1_000 });
}

function onBroken({ lab, variant }: Planned, error: unknown): void {
  counts.failed++;
  counts.problems.push(` ✗ ${lab.name} ${variantLabel(variant)}: no verdict, ${(error as Error).stack ?? error}`);
  console.log(counts.problems.at(-1));
}

async function publishAll(): Promise<string> {
  const run: ProofRun = { runtime, date: new Date().toISOString().slice(0, 10), commit, versions };
  const isKnown = (lab: string, variant: string) =>
    all.some((each) => each.lab.name === lab && variantLabel(each.variant) === variant);
  const after = withFindings(ledger, run, proved.map(findingOf), isKnown);
  await writeLedger(after);
  await writeFileAtomic(join(courseRoot, 'docs', 'verified.md'), await provedPage(after, await allLabs()));
  console.log(' written: docs/verified.json, docs/verified.md');
  return proofName(run);
}
