import type { CrashPoint } from '../crash/crash-point.ts';
import type { CrashReport } from '../crash/crash-points.ts';
import { duplicated, lost } from '../diagnosis/anomalies.ts';
import type { PartitionFacts } from '../history/events.ts';

/** What a row tells where nothing came of its point. */
const FINE = '—';

/**
 * Every crash point of a program as a table in Markdown: when it was killed, what was committed then, and what came of it, by
 * default what its effects tell.
 */
export function crashTable(
  { points, leftOut }: CrashReport,
  cameOf: readonly (readonly string[])[] = points.map(whatCameOf),
): string {
  // A program that reads from no topic commits nothing.
  const commits = points.some((point) => /\d/.test(committedAt(point)));
  const row = (name: string, committed: string, came: string): string =>
    `| ${(commits ? [name, committed, came] : [name, came]).join(' | ')} |`;
  const rows = points.map((point, index) => row(point.name, committedAt(point), cameOf[index]!.join('; ') || FINE));
  const bad = points.filter((point, index) => point.isReached && cameOf[index]!.length > 0);
  const tried = points.filter(({ isReached }) => isReached).length;
  return [
    row('the worker was killed', 'committed then', 'what came of it'),
    row('---', '---', '---'),
    ...rows,
    '',
    `${tried} crash points were tried; ${tried - bad.length} had no effect that anybody could see.`,
    ...(leftOut.length > 0 ? [`${leftOut.length} were left out, since the program got stuck at others.`] : []),
    '',
  ].join('\n');
}

function committedAt({ events }: CrashPoint): string {
  const read = events.find(({ details }) => details.kind === 'offsets');
  const offsets: PartitionFacts[] = read?.details.kind === 'offsets' ? read.details.offsets : [];
  return offsets.map(({ offset = -1 }) => (offset < 0 ? 'none' : offset)).join(', ');
}

function whatCameOf({ ground, events, isReached, isCaughtUp }: CrashPoint): string[] {
  if (!isReached) return ['did not come about a second time'];
  const story = { records: ground.records, events };
  const names = (found: { record: { subject: string } }[]) => found.map(({ record }) => record.subject).join(', ');
  const [gone, again] = [lost(story), duplicated(story)];
  return [
    ...(gone.length > 0 ? [`**lost: ${names(gone)}**`] : []),
    ...(again.length > 0 ? [`again: ${names(again)}`] : []),
    ...(isCaughtUp ? [] : ['**the next worker got stuck**']),
  ];
}
