import { readFile } from 'node:fs/promises';
import { findLab } from '../../course/labs.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { page } from '../pager.ts';

/** `npm run lab -- lesson 04`: the lesson as text for a terminal. */
export async function lesson(wanted: string): Promise<number> {
  const lab = await findLab(wanted);
  const source = await readFile(lab.lessonFile, 'utf8');
  // What a block shows the output of stands in a comment, which a terminal would not show.
  await page(renderMarkdown(source.replace(/^<!-- output: (.+) -->$/gm, '`$ $1`\n')));
  return 0;
}
