import { relative } from 'node:path';
import { findLab, type Lab } from '../../course/labs.ts';
import { type LabProgress, progressOf, readProgress, updateProgress } from '../../course/progress.ts';
import { rankedDiagnoses } from '../../diagnosis/common.ts';
import type { DiagnosisText } from '../../diagnosis/diagnosis.ts';
import { HarnessError } from '../../errors.ts';
import { chalk, paragraph } from '../../report/style.ts';

/** `npm run lab -- hint 04`: the next hint for what the last run found; all three are shown again once they were. */
export async function hint(wanted: string): Promise<number> {
  const lab = await findLab(wanted);
  const known = progressOf(await readProgress(), lab.name) ?? { attempts: 0, hintsShown: {} };
  const { lastDiagnosis = '', lastDecision = 0 } = known;
  const diagnosis = rankedDiagnoses(lab.diagnoses)[lastDiagnosis];
  if (!diagnosis) {
    console.log(`\n${nothingToHint(lab, known)}\n`);
    return 0;
  }
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

/** What is said where the last run found nothing that has hints. Throws NO_RUN_YET where nothing is passed either. */
export function nothingToHint(
  { name, number, tasks }: Pick<Lab, 'name' | 'number' | 'tasks'>,
  { attempts, passedAt, tasksPassed = [] }: Pick<LabProgress, 'attempts' | 'passedAt' | 'tasksPassed'>,
): string {
  if (attempts > 0 && passedAt !== undefined) return ` Lab ${name} is passed: there is nothing to hint at.`;
  const next = tasks.findIndex((_, index) => !tasksPassed.includes(index + 1)) + 1;
  if (attempts > 0 && tasksPassed.length > 0 && next > 0)
    return [
      ` What the last run of lab ${name} checked is passed: there is nothing to hint at.`,
      ` next: npm run lab -- ${number} --task ${next}      ${tasks[next - 1]}`,
    ].join('\n');
  throw new HarnessError({
    code: 'NO_RUN_YET',
    what: `There is no hint for lab ${name} yet.`,
    why:
      attempts === 0
        ? 'A hint is chosen by what the last run found, and there was no run.'
        : 'The last run passed what it checked, or found nothing that has hints.',
    next: attempts === 0 ? `Run \`npm run lab -- ${number}\` first.` : `Run all tasks: \`npm run lab -- ${number}\`.`,
  });
}
