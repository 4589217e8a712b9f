import chalk from 'chalk';
import wrapAnsi from 'wrap-ansi';

// chalk does not know NO_COLOR (no-color.org), and lets FORCE_COLOR win over the option.
if (process.env.NO_COLOR || process.argv.includes('--no-color')) chalk.level = 0;

export { chalk };

/** Terminals narrower than 60 get lines that the terminal itself wraps; wider than 100 get no longer lines. */
export function width(): number {
  return Math.min(100, Math.max(60, process.stdout.columns ?? 80));
}

/** Wraps a paragraph, each line behind `indent`. */
export function paragraph(text: string, indent = ''): string {
  const lines = wrapAnsi(text, width() - indent.length, { hard: true }).split('\n');
  return lines.map((line) => indent + line.trimEnd()).join('\n');
}

/** `left` and `right` at the two ends of a line; of two lines where one is too short for both. */
export function justified(left: string, right: string, visibleLength: (text: string) => number): string {
  const gap = width() - visibleLength(left) - visibleLength(right);
  if (gap >= 2) return left + ' '.repeat(gap) + right;
  return `${left}\n${' '.repeat(Math.max(0, width() - visibleLength(right)))}${right}`;
}

/** 340 ms, 2.1 s, 1 min 5 s. */
export function duration(ms: number): string {
  // The limits are half a step of rounding below the next unit: there is no “1000 ms” and no “1 min 60 s”.
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
