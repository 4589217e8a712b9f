import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { findLab, type Lab } from '../../course/labs.ts';
import { openFiles } from '../../course/open-files.ts';
import { readProgress } from '../../course/progress.ts';
import { filesOfWork, overlayNames, solution } from '../../course/variants.ts';
import { ensureWork } from '../../course/work.ts';
import { HarnessError } from '../../errors.ts';
import { chalk, paragraph } from '../../report/style.ts';
import { unifiedDiff } from '../../report/unified-diff.ts';
import { page } from '../pager.ts';

/** `npm run lab -- diff 04`: the learner's files against the solution's, for the tasks that are passed; all with `force`. */
export async function diff(wanted: string, { force = false }: { force?: boolean }): Promise<number> {
  const lab = await findLab(wanted);
  const shown = force ? lab.files : openFiles(lab, await readProgress());
  if (shown.length === 0) throw notYet(lab);
  await ensureWork(lab); // who looks before the first run compares the stub
  const [mine, theirs] = [await filesOfWork(lab), solution(lab).files];
  const parts: string[] = [];
  for (const file of lab.files) {
    if (!shown.includes(file)) parts.push(chalk.dim(` ${file}: once its task is passed, or with --force`));
    else parts.push(await difference(mine[file]!, theirs[file]!));
  }
  await page(`\n${parts.join('\n\n')}\n\n${await others(lab)}`);
  return 0;
}

async function difference(mine: string, theirs: string): Promise<string> {
  const read = async (path: string) => ({ name: relative(process.cwd(), path), text: await readFile(path, 'utf8') });
  const [left, right] = await Promise.all([read(mine), read(theirs)]);
  return unifiedDiff(left, right) ?? chalk.dim(` ${left.name} is the solution, letter by letter.`);
}

/** The solution is one of several right programs. */
async function others(lab: Lab): Promise<string> {
  const names = await overlayNames(lab, 'alternative');
  const folder = relative(process.cwd(), `${lab.solutionFolder}/alternatives`);
  const where = names.length > 0 ? ` Other right answers are in ${folder}: ${names.join(', ')}.` : '';
  const what = 'Lines with - are yours, with + the solution’s. What differs need not be wrong.';
  return `${paragraph(what + where, ' ')}\n\n`;
}

function notYet({ name, number }: Lab): HarnessError {
  return new HarnessError({
    code: 'NOT_PASSED_YET',
    what: `Lab ${name} is not passed yet, so the solution stays closed.`,
    why: 'A solution that is read before it is found teaches little; hints come in three steps.',
    next: `Take a hint with \`npm run lab -- hint ${number}\`, or look all the same with \`npm run lab -- diff ${number} --force\`.`,
  });
}
