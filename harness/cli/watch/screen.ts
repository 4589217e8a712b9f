import { relative } from 'node:path';
import stringWidth from 'string-width';
import { chalk, width } from '../../report/style.ts';

/** Begins a run's part of the screen: what was there moves up, out of sight and not lost. */
export function newScreen(why: string): void {
  if (process.stdout.isTTY) {
    process.stdout.write(`${'\n'.repeat(process.stdout.rows ?? 24)}\x1b[H`);
    console.log(chalk.dim(` ${why}`));
  } else console.log(`\n${'─'.repeat(Math.max(4, width() - stringWidth(why) - 2))} ${why}`);
}

/** What is watched, in a line or two. */
export function watchedLine(paths: readonly string[]): string {
  const [first = '', ...more] = paths.map((path) => relative(process.cwd(), path));
  const others = more.map((path) => path.slice(path.lastIndexOf('/') + 1));
  return chalk.dim(` watching ${[first, ...others].join(', ')}`);
}

const KEYS = { h: 'hint', l: 'lesson', d: 'diff', n: 'next', r: 'run again', q: 'quit' };

/** The keys, in less than 80 columns; without a terminal to press them on, how to end. */
export function keysLine(hasKeys: boolean): string {
  if (!hasKeys) return chalk.dim(' Each save runs it again; Ctrl-C ends.');
  const keys = Object.entries(KEYS).map(([key, does]) => `${chalk.bold(key)} ${chalk.dim(does)}`);
  return ` ${keys.join('   ')}`;
}
