import { relative } from 'node:path';
import type { Lab } from '../course/labs.ts';
import { solution, type Variant, variantLabel } from '../course/variants.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { checkToCompare, comparison, writeComparison } from '../report/compare/compare.ts';
import { chalk } from '../report/style.ts';
import { runLab } from '../run/run-lab.ts';
import type { Verdict } from '../run/verdict.ts';
import type { Session } from './session.ts';
import { Spinner } from './spinner.ts';

/** Runs the solution under what the run's decisive check did, and shows both side by side: where do they part? */
export async function showComparison(
  { lab, variant, verdict, cause }: { lab: Lab; variant: Variant; verdict: Verdict; cause: Diagnosis | undefined },
  session: Session,
  signal?: AbortSignal,
): Promise<void> {
  const check = checkToCompare(verdict, cause);
  const spinner = new Spinner({ silent: false });
  spinner.say('the solution, under the same fault', { passing: true });
  const request = { lab, variant: solution(lab), checks: [check.title], signal };
  const { verdict: theirs } = await runLab(request, session, {}).finally(() => spinner.clear());
  const name = variant.kind === 'work' ? 'your program' : variantLabel(variant);
  const input = await comparison(check, { name, verdict }, { name: 'the solution', verdict: theirs });
  const { text, svgFile } = await writeComparison(lab.name, input);
  console.log(text.replace(/^/gm, ' ').replace(/ +$/gm, ''));
  if (input.theirs.events.length === 0) console.log(chalk.dim(' The solution never comes to this moment.'));
  console.log(chalk.dim(` side by side: ${relative(process.cwd(), svgFile)}\n`));
}
