import { relative } from 'node:path';
import { findLab } from '../../course/labs.ts';
import { readProgress, updateProgress } from '../../course/progress.ts';
import { rankedDiagnoses } from '../../diagnosis/common.ts';
import { HarnessError } from '../../errors.ts';
import { chalk, paragraph } from '../../report/style.ts';

/** `npm run lab -- hint 04`: the next hint for what the last run found; the third is shown again once all were. */
export async function hint(wanted: string): Promise<number> {
  const lab = await findLab(wanted);
  const { lastDiagnosis, attempts = 0, passedAt } = (await readProgress())[lab.name] ?? {};
  const diagnosis = rankedDiagnoses(lab.diagnoses)[lastDiagnosis ?? ''];
  if (!diagnosis) {
    if (attempts > 0 && passedAt) {
      console.log(`\n Lab ${lab.name} is passed: there is nothing to hint at.\n`);
      return 0;
    }
    throw new HarnessError({
      code: 'NO_RUN_YET',
      what: `There is no hint for lab ${lab.name} yet.`,
      why:
        attempts === 0
          ? 'A hint is chosen by what the last run found, and there was no run.'
          : 'The last run found nothing that has hints.',
      next: `Run \`npm run lab -- ${lab.number}\` first.`,
    });
  }
  const progress = await updateProgress(lab.name, ({ hintsShown }) => {
    hintsShown[lastDiagnosis!] = Math.min(diagnosis.hints.length, (hintsShown[lastDiagnosis!] ?? 0) + 1);
  });
  const shown = progress.hintsShown[lastDiagnosis!]!;
  console.log(`\n ${chalk.bold(lab.name)}  ${chalk.dim(`hint ${shown} of ${diagnosis.hints.length}`)}`);
  console.log(paragraph(chalk.dim(diagnosis.title), ' '));
  console.log('');
  for (const text of diagnosis.hints.slice(0, shown)) console.log(paragraph(text, '   '));
  const more = shown < diagnosis.hints.length ? `more: npm run lab -- hint ${lab.number}      ` : '';
  console.log(`\n ${more}lesson: ${relative(process.cwd(), lab.lessonFile)}#${diagnosis.section}\n`);
  return 0;
}
