import Table from 'cli-table3';
import type { Verdict } from '../run/verdict.ts';
import { chalk, duration } from './style.ts';

/** Where the time of a run went: the steps before the checks, each check, and what checks measured of themselves. */
export function timingsTable({ timings, checks }: Pick<Verdict, 'timings' | 'checks'>): string {
  const table = new Table({
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [], compact: true },
    colWidths: [62, 12],
    wordWrap: true,
    colAligns: ['left', 'right'],
  });
  for (const { step, ms } of timings) table.push([step, duration(ms)]);
  for (const { title, durationMs, timings: parts = [] } of checks) {
    table.push([`check: ${title}`, duration(durationMs)]);
    for (const { step, ms } of parts) table.push([chalk.dim(`  ${step}`), chalk.dim(duration(ms))]);
  }
  return table.toString();
}
