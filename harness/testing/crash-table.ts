import type { CrashPoint } from '../crash/crash-point.ts';
import type { CrashReport } from '../crash/crash-points.ts';
import { duplicated, lost } from '../diagnosis/anomalies.ts';
import type { PartitionFacts } from '../history/events.ts';

/** Every crash point of a program as a table in Markdown: when it was killed, what was committed then, what came of it. */
export function crashTable({ points, leftOut }: CrashReport): string {
  const rows = points.map((point) => `| ${[point.name, committedAt(point), whatCameOf(point)].join(' | ')} |`);
  const bad = points.filter((point) => point.isReached && whatCameOf(point) !== FINE);
  const tried = points.filter(({ isReached }) => isReached).length;
  return [
    '| the worker was killed | committed then | what came of it |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `${tried} crash points were tried; ${tried - bad.length} had no effect that anybody could see.`,
    ...(leftOut.length > 0 ? [`${leftOut.length} were left out, since the program got stuck at others.`] : []),
    '',
  ].join('\n');
}

const FINE = '—';

function committedAt({ events }: CrashPoint): string {
  const read = events.find(({ details }) => details.kind === 'offsets');
  const offsets: PartitionFacts[] = read?.details.kind === 'offsets' ? read.details.offsets : [];
  return offsets.map(({ offset = -1 }) => (offset < 0 ? 'none' : offset)).join(', ');
}

function whatCameOf({ ground, events, isReached, isCaughtUp }: CrashPoint): string {
  if (!isReached) return 'did not come about a second time';
  const story = { records: ground.records, events };
  const names = (found: { record: { subject: string } }[]) => found.map(({ record }) => record.subject).join(', ');
  const [gone, again] = [lost(story), duplicated(story)];
  const told = [
    ...(gone.length > 0 ? [`**lost: ${names(gone)}**`] : []),
    ...(again.length > 0 ? [`again: ${names(again)}`] : []),
    ...(isCaughtUp ? [] : ['**the next worker got stuck**']),
  ];
  return told.join('; ') || FINE;
}
