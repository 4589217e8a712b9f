import { settleRuntime } from '../../cluster/choose-runtime.ts';
import { allLabs, findLab, type Lab } from '../../course/labs.ts';
import { variantLabel } from '../../course/variants.ts';
import { exitCodes, type Outcome } from '../../diagnosis/outcome.ts';
import { HarnessError } from '../../errors.ts';
import { proofLine } from '../../report/proof.ts';
import { chalk, duration } from '../../report/style.ts';
import { prove, type VariantProof, variantsToProve } from '../../run/verify.ts';
import { openSession } from '../session.ts';
import { Spinner } from '../spinner.ts';

interface Options {
  repeat: string;
  only?: string;
  json?: boolean;
  updateGolden?: boolean;
  byGolden?: boolean;
  runtime?: string;
}

interface LabProof {
  lab: string;
  variants: VariantProof[];
}

/** `npm run lab -- verify`: the stub fails as a stub, right answers pass, mistakes get their own diagnosis. */
export async function verify(wanted: string[], options: Options): Promise<number> {
  const labs = wanted.length > 0 ? await Promise.all(wanted.map(findLab)) : await allLabs();
  const request = {
    repeat: parseRepeat(options.repeat),
    only: options.only?.split(',').map((kind) => kind.trim()),
    updateGolden: options.updateGolden === true,
    byGolden: options.byGolden === true,
  };
  if (request.byGolden && request.updateGolden) throw notByGolden();
  const spinner = new Spinner({ silent: options.json === true });
  await using session = await openSession({ runtime: options.runtime });
  const { name: runtime, reason } = await settleRuntime();
  if (!options.json) spinner.print(` Runtime: ${runtime} (${reason}).`);
  const startedAt = performance.now();
  const proofs: LabProof[] = [];
  for (const lab of labs) {
    const variants = await variantsToProve(lab, request.only);
    if (!options.json && variants.length > 0) spinner.print(`\n${chalk.bold(lab.name)}`);
    const proof: LabProof = { lab: lab.name, variants: [] };
    proofs.push(proof);
    for (const variant of variants) {
      spinner.say(`${lab.name}: ${variantLabel(variant)}`, { passing: true });
      const found = await prove(lab, variant, session, request);
      proof.variants.push(found);
      if (!options.json) spinner.print(proofLine(found));
    }
  }
  spinner.clear();
  const all = proofs.flatMap(({ variants }) => variants);
  if (all.length === 0) throw nothingToVerify(labs, options.only);
  const outcome = outcomeOf(all);
  if (options.json) console.log(JSON.stringify({ outcome, labs: proofs.map(json) }));
  else {
    const wrong = all.filter((proof) => proof.wrong > 0).length;
    console.log(
      `\n runs: ${all.reduce((sum, { runs }) => sum + runs, 0)}, in ${duration(performance.now() - startedAt)}`,
    );
    console.log(`${all.length - wrong} passed, ${wrong} failed`);
  }
  return exitCodes[outcome];
}

function outcomeOf(all: readonly VariantProof[]): Outcome {
  const wrong = all.filter((proof) => proof.wrong > 0);
  if (wrong.length === 0) return 'passed';
  if (wrong.some((proof) => proof.outcome === 'harness-error')) return 'harness-error';
  return wrong.every((proof) => proof.inconclusive === proof.wrong) ? 'inconclusive' : 'failed';
}

function notByGolden(): HarnessError {
  return new HarnessError({
    code: 'WRONG_USAGE',
    what: '--by-golden stands beside --update-golden.',
    why: 'It tries only the checks that the golden evidence names, and --update-golden is about all of a mistake’s checks.',
    next: 'Leave --by-golden out.',
  });
}

function parseRepeat(text: string): number {
  const repeat = Number(text);
  if (Number.isInteger(repeat) && repeat >= 1) return repeat;
  throw new HarnessError({
    code: 'WRONG_USAGE',
    what: `--repeat is “${text}”.`,
    why: 'It says how often each variant is run: a whole number from 1 on.',
    next: 'Run, for example, `npm run lab -- verify --repeat 20`.',
  });
}

function nothingToVerify(labs: readonly Lab[], only: string | undefined): HarnessError {
  return new HarnessError({
    code: 'WRONG_USAGE',
    what: `Nothing fits --only ${only}.`,
    why: `It takes stub, solution, alternative, mistake, or names of variants of ${labs.map(({ name }) => name).join(', ')}.`,
    next: 'Run `npm run lab -- verify --only solution,alternative`.',
  });
}

const json = ({ lab, variants }: LabProof) => ({
  lab,
  variants: variants.map(
    ({ kind, name, expected, outcome, code, runs, wrong, inconclusive, durationMs, problems }) => ({
      kind,
      ...(name === undefined ? {} : { name }),
      expected,
      outcome,
      ...(code === undefined ? {} : { code }),
      runs,
      wrong,
      inconclusive,
      durationMs,
      problems,
    }),
  ),
});
