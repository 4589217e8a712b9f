import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Lab } from '../course/labs.ts';
import { textsOfMistake } from '../course/mistake-programs.ts';
import type { Mistake } from '../course/mistakes.ts';
import { openFiles } from '../course/open-files.ts';
import { peekProgress } from '../course/progress.ts';
import { solution, stub } from '../course/variants.ts';
import { mistakePage } from '../report/mistake-page.ts';

/**
 * Tells what the author of a mistake believed, and what the author wrote; with `force`, also what the solution has there.
 * On stderr, as all that is not the verdict: what records a command's output keeps the verdict alone.
 */
export async function showMistake(
  lab: Lab,
  mistake: Mistake,
  { force = false }: { force?: boolean | undefined },
): Promise<void> {
  const open = force ? lab.files : openFiles(lab, await peekProgress());
  const read = async (path: string) => ({ path: relative(process.cwd(), path), text: await readFile(path, 'utf8') });
  const files = [...(await textsOfMistake(lab, mistake))].map(async ([name, text]) => {
    const [right, given] = await Promise.all([read(solution(lab).files[name]!), read(stub(lab).files[name]!)]);
    const texts = { mistake: text, solution: right.text, stub: given.text };
    return { name, texts, solutionPath: right.path, isOpen: open.includes(name) };
  });
  console.error(`\n${mistakePage(mistake.believed, await Promise.all(files))}`);
}
