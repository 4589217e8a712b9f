import wrapAnsi from 'wrap-ansi';
import { ownLines, type ThreeTexts } from './own-lines.ts';
import { chalk, paragraph, width } from './style.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A learner file that a mistake changes. */
export interface ChangedFile {
  name: string;
  texts: ThreeTexts;
  /** The path of the solution's file, from where the command runs. */
  solutionPath: string;
  /** Whether the solution's lines may be seen. */
  isOpen: boolean;
}

/** Own lines stand above a verdict, on the same screen; a difference is worth scrolling. */
const MOST_LINES = { own: 12, difference: 40 };

/**
 * What a learner reads of a mistake before its run: what its author believed, and the lines in which it differs from the
 * solution. The solution's own lines are shown where it is open only.
 */
export function mistakePage(believed: string, files: readonly ChangedFile[]): string {
  const parts = files.map((file) => (file.isOpen ? difference(file) : closed(file)));
  if (files.some(({ isOpen }) => !isOpen))
    parts.push(chalk.dim(' The solution’s lines stand beside these once you have passed, or with --force.'));
  return [paragraph(`${chalk.bold('Its author believed:')} ${believed}`, ' '), '', ...parts].join('\n');
}

function difference({ texts, solutionPath }: ChangedFile): string {
  const solution = { name: solutionPath, text: texts.solution };
  const diff = unifiedDiff(solution, { name: 'the mistake', text: texts.mistake }, { context: 1 }) ?? '';
  return atMost(diff.split('\n'), MOST_LINES.difference).join('\n');
}

function closed({ name, texts }: ChangedFile): string {
  const lines = ownLines(texts);
  const gutter = 3 + Math.max(0, ...lines.map(({ at = 0 }) => `${at}`.length));
  const indent = Math.min(...lines.flatMap((line) => ('text' in line ? [indentOf(line.text)] : [])));
  const shown = lines.flatMap((line) => {
    const [first = '', ...rest] =
      'text' in line ? wrapped(line.text.slice(indent), width() - gutter) : [chalk.dim(`(${line.note})`)];
    return [chalk.dim(`${line.at ?? ''} `.padStart(gutter)) + first, ...rest.map((part) => ' '.repeat(gutter) + part)];
  });
  return [chalk.dim(` The author’s own lines in ${name}:`), ...atMost(shown, MOST_LINES.own)].join('\n');
}

/** A line of code in as many lines as it needs, all but the first a little further in. */
function wrapped(code: string, columns: number): string[] {
  const hanging = ' '.repeat(indentOf(code) + 2);
  const parts = wrapAnsi(code, columns - hanging.length, { hard: true, trim: false }).split('\n');
  return parts.map((part, index) => (index === 0 ? part.trimEnd() : hanging + part.trim()));
}

const indentOf = (line: string): number => /^ */.exec(line)![0].length;

/** The first lines, and how many are left out. */
function atMost(lines: readonly string[], most: number): string[] {
  if (lines.length <= most + 1) return [...lines];
  return [...lines.slice(0, most), chalk.dim(`   … and ${lines.length - most} more`)];
}
