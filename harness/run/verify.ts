import type { Claims } from '../cluster/keeper/claims.ts';
import type { Peer } from '../cluster/keeper/peer.ts';
import type { Lab } from '../course/labs.ts';
import { mistakesOf } from '../course/mistakes.ts';
import { overlay, overlayNames, solution, stub, type Variant, variantLabel } from '../course/variants.ts';
import type { Outcome } from '../diagnosis/outcome.ts';
import { loadPerCore } from '../machine/load.ts';
import { commonGolden, type Golden, goldenDifference, goldenOf } from './golden.ts';
import { readGolden, writeGolden } from './golden-file.ts';
import { runLab } from './run-lab.ts';
import { diagnosisOf, type Verdict } from './verdict.ts';
import type { VitestSession } from './vitest-session.ts';

/** What verify found of one variant, over all its runs. */
export interface VariantProof {
  kind: Variant['kind'];
  name: string | undefined;
  /** `passed`, or the code of the diagnosis that it must get. */
  expected: string;
  /** The outcome of its runs where all agree, else the first that is not as expected. */
  outcome: Outcome;
  code: string | undefined;
  runs: number;
  /** How many runs were not as expected, and how many of those were inconclusive. */
  wrong: number;
  inconclusive: number;
  durationMs: number;
  /** How many runs ended while the machine had no idle core, and its load a core at the end of the latest. */
  busy: number;
  load: number;
  /** Of the latest run, such as “MariaDB 11.4.5”; only in labs that have a database. */
  database: string | undefined;
  /** What was wrong, one line a run. */
  problems: string[];
}

export interface VerifyOptions {
  repeat: number;
  /** Kinds or names; all without it. */
  only: readonly string[] | undefined;
  updateGolden: boolean;
  /** A mistake is judged by the checks of its golden evidence alone: whether others would tell of a graver cause is not seen. */
  byGolden?: boolean;
  /** What its runs use of the keeper's, beside those of the same proof; all alone without them. */
  claims?: Claims;
}

/** The code that every stub must get. */
const STUB_CODE = 'missing-decision';

/** The variants of a lab that the course is proved by, in the sequence in which they are tried; `only`: kinds or names. */
export async function variantsToProve(lab: Lab, only?: readonly string[]): Promise<Variant[]> {
  const wanted = (kind: Variant['kind'], name?: string) =>
    !only || only.includes(kind) || (name !== undefined && only.includes(name));
  const variants = [stub(lab), solution(lab)].filter(({ kind }) => wanted(kind));
  for (const name of await overlayNames(lab, 'alternative'))
    if (wanted('alternative', name)) variants.push(await overlay(lab, 'alternative', name));
  for (const { name } of await mistakesOf(lab))
    if (wanted('mistake', name)) variants.push(await overlay(lab, 'mistake', name));
  return variants;
}

/** What the course promises of a variant: `passed`, or the code of its diagnosis; and the golden evidence of a mistake. */
export async function expectedOf(lab: Lab, variant: Variant): Promise<{ code: string; golden: Golden | undefined }> {
  const code = variant.mistake?.diagnosis ?? (variant.kind === 'stub' ? STUB_CODE : 'passed');
  return { code, golden: await goldenOfVariant(lab, variant) };
}

/** Runs a variant as often as asked and compares each run with what the course promises. */
export async function prove(
  lab: Lab,
  variant: Variant,
  session: { keeper: Peer; vitest: Promise<VitestSession> },
  { repeat, updateGolden, byGolden, claims }: VerifyOptions,
): Promise<VariantProof> {
  const { kind, name } = variant;
  const { code: expected, golden } = await expectedOf(lab, variant);
  const proof: VariantProof = {
    kind,
    name,
    expected,
    outcome: 'passed',
    code: undefined,
    runs: 0,
    wrong: 0,
    inconclusive: 0,
    durationMs: 0,
    busy: 0,
    load: 0,
    database: undefined,
    problems: [],
  };
  const checks = byGolden ? golden?.checks.map(({ title }) => title) : undefined;
  for (let run = 0; run < repeat; run++) {
    // The files of the other tasks are the solution's, which is judged by itself.
    const { verdict } = await runLab({ lab, variant, task: variant.task, checks, claims }, session, {});
    const code = diagnosisOf(verdict, lab.diagnoses)?.code;
    const problem = isHarmless(variant, verdict)
      ? undefined
      : (difference(expected, verdict, code) ?? (await goldenProblem(lab, variant, verdict, updateGolden)));
    proof.runs++;
    proof.durationMs += verdict.durationMs;
    proof.load = loadPerCore();
    if (proof.load >= 1) proof.busy++;
    proof.database = verdict.database;
    if (problem) {
      proof.wrong++;
      proof.problems.push(problem);
      if (verdict.outcome === 'inconclusive') proof.inconclusive++;
    }
    if (run === 0 || problem) {
      proof.outcome = verdict.outcome;
      proof.code = code;
    }
  }
  return proof;
}

/** A mistake that does harm on another database server only, and passed on this one. */
function isHarmless({ mistake }: Variant, { database, outcome }: Verdict): boolean {
  return mistake?.onlyOn !== undefined && database?.startsWith(mistake.onlyOn) === false && outcome === 'passed';
}

/** Each check's level that was asked: a deeper check must hold for what is right, too. */
function difference(expected: string, verdict: Verdict, code: string | undefined): string | undefined {
  const { outcome, checks } = verdict;
  const told = checks
    .filter((check) => check.outcome !== 'passed')
    .map((check) => `“${check.title}” ${check.outcome}: ${check.diagnosis?.code ?? check.reason}`);
  if (expected === 'passed') return told.length === 0 && outcome === 'passed' ? undefined : told.join('; ') || outcome;
  if (outcome !== 'failed') return `it ${outcome === 'passed' ? 'passed' : `was ${outcome}`}: ${told.join('; ')}`;
  return code === expected ? undefined : `its diagnosis was ${code}: ${told.join('; ')}`;
}

/** What the golden evidence of a mistake says must be found again. */
async function goldenProblem(
  lab: Lab,
  variant: Variant,
  verdict: Verdict,
  update: boolean,
): Promise<string | undefined> {
  if (!variant.mistake) return undefined;
  const { name, diagnosis } = variant.mistake;
  const actual = goldenOf(verdict, diagnosis);
  const golden = await goldenOfVariant(lab, variant);
  if (update) {
    const names = (await mistakesOf(lab)).map((mistake) => mistake.name);
    await writeGolden(lab, name, golden ? commonGolden(golden, actual) : actual, names);
    return undefined;
  }
  if (golden === undefined)
    return `${variantLabel(variant)} has no golden evidence; \`verify ${lab.number} --update-golden\` writes it`;
  return goldenDifference(golden, actual);
}

async function goldenOfVariant(lab: Lab, { mistake }: Variant): Promise<Golden | undefined> {
  return mistake && (await readGolden(lab))[mistake.name];
}
