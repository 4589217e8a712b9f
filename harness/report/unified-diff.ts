import { createTwoFilesPatch } from 'diff';
import { chalk } from './style.ts';

export interface DiffSide {
  name: string;
  text: string;
}

/**
 * The difference of two texts as `diff -u` prints it, coloured as git does, with so many lines of both around it; undefined
 * where there is none.
 */
export function unifiedDiff(mine: DiffSide, theirs: DiffSide, { context = 3 } = {}): string | undefined {
  if (mine.text === theirs.text) return undefined;
  const patch = createTwoFilesPatch(mine.name, theirs.name, mine.text, theirs.text, undefined, undefined, {
    context,
  });
  const lines = patch.trimEnd().split('\n');
  // The first line is a ruler that other programs look for, and people do not.
  return lines
    .filter((line) => !/^={10,}$/.test(line))
    .map(coloured)
    .join('\n');
}

function coloured(line: string): string {
  if (/^(---|\+\+\+) /.test(line)) return chalk.bold(line.trimEnd());
  if (line.startsWith('@@')) return chalk.cyan(line);
  if (line.startsWith('+')) return chalk.green(line);
  return line.startsWith('-') ? chalk.red(line) : line;
}
