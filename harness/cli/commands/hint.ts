import { relative } from 'node:path';
import { findLab, type Lab } from '../../course/labs.ts';
import { readProgress, updateProgress } from '../../course/progress.ts';
import { rankedDiagnoses } from '../../diagnosis/common.ts';
import type { DiagnosisText } from '../../diagnosis/diagnosis.ts';
import { HarnessError } from '../../errors.ts';
import { chalk, paragraph } from '../../report/style.ts';

/** `npm run lab -- hint 04`: the next hint for what the last run found; all three are shown again once they were. */
export async function hint(wanted: string): Promise<number> {
  const lab = await findLab(wanted);
  const { lastDiagnosis = '', lastDecision = 0, attempts = 0, passedAt } = (await readProgress())[lab.name] ?? {};
  const diagnosis = rankedDiagnoses(lab.diagnoses)[lastDiagnosis];
  if (!diagnosis) return nothingToHint(lab, attempts, passedAt !== undefined);
  // A decision has hints of its own: those about todo 1 say nothing of todo 2.
  const decision = lastDiagnosis === 'missing-decision' ? lab.decisions[lastDecision - 1] : undefined;
  const key = decision ? `${lastDiagnosis} ${lastDecision}` : lastDiagnosis;
  const about = decision ? `Decision ${lastDecision} is still missing.` : diagnosis.title;
  const hints = decision ?? diagnosis.hints;
  const progress = await updateProgress(lab.name, ({ hintsShown }) => {
    hintsShown[key] = Math.min(hints.length, (hintsShown[key] ?? 0) + 1);
  });
  print(lab, diagnosis, about, hints, progress.hintsShown[key]!);
  return 0;
}

function print(lab: Lab, { section }: DiagnosisText, about: string, hints: readonly string[], shown: number): void {
  console.log(`\n ${chalk.bold(lab.name)}  ${chalk.dim(`hint ${shown} of ${hints.length}`)}`);
  console.log(`${paragraph(chalk.dim(about), ' ')}\n`);
  for (const text of hints.slice(0, shown)) console.log(paragraph(`- ${text}`, '   '));
  console.log('');
  if (shown < hints.length) console.log(` more:   npm run lab -- hint ${lab.number}`);
  console.log(` lesson: ${relative(process.cwd(), lab.lessonFile)}#${section}\n`);
}

function nothingToHint(lab: Lab, attempts: number, isPassed: boolean): number {
  if (attempts > 0 && isPassed) {
    console.log(`\n Lab ${lab.name} is passed: there is nothing to hint at.\n`);
    return 0;
  }
  throw new HarnessError({
    code: 'NO_RUN_YET',
    what: `There is no hint for lab ${lab.name} yet.`,
    why:
      attempts === 0
        ? 'A hint is chosen by what the last run found, and there was no run.'
        : 'The last run passed what it checked, or found nothing that has hints.',
    next:
      attempts === 0
        ? `Run \`npm run lab -- ${lab.number}\` first.`
        : `Run all tasks: \`npm run lab -- ${lab.number}\`.`,
  });
}
