import { readFile } from 'node:fs/promises';
import { Marked } from 'marked';
import { markedTerminal } from 'marked-terminal';
import { findLab } from '../../course/labs.ts';
import { width } from '../../report/style.ts';

/** `npm run lab -- lesson 04`: the lesson as text for a terminal. */
export async function lesson(wanted: string): Promise<number> {
  const lab = await findLab(wanted);
  const source = await readFile(lab.lessonFile, 'utf8');
  // What a block shows the output of stands in a comment, which a terminal would print as it is.
  const markdown = source.replace(/^<!-- output: (.+) -->$/gm, '`$ $1`\n');
  // marked-terminal's types lag behind marked's; it is an extension of it all the same.
  const terminal = markedTerminal({ width: width(), reflowText: true, tab: 2 }) as Parameters<Marked['use']>[0];
  console.log(new Marked(terminal).parse(markdown));
  return 0;
}
