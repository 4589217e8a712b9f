import type { CrashPoint } from '../crash/crash-point.ts';
import type { HistoryEvent } from '../history/events.ts';
import type { CheckContext } from './check-context.ts';
import { inconclusive } from './verdicts.ts';

type Run = Pick<CrashPoint, 'events'>;
type Reached = Pick<CrashPoint, 'isReached'>;

/** The event in which a crash point’s process was killed. */
export const faultIn = ({ events }: Run): HistoryEvent => events.find(({ details }) => details.kind === 'fault')!;

/** What a server shows when a run is over, as an event: in that run's own time, whichever check tells of it. */
export const inTheEnd = ({ events }: Run, text: string, actor = 'broker 1'): HistoryEvent => ({
  ...events.at(-1)!,
  actor,
  text,
  details: { kind: 'note' },
});

/** The part of the points that must have come about: a program whose runs differ that much cannot be judged by them. */
const REACHED_AT_LEAST = 0.7;

/** Inconclusive where too few of the points came about. */
export function mustComeAbout(points: readonly Reached[]): void {
  if (points.filter(({ isReached }) => isReached).length < points.length * REACHED_AT_LEAST)
    inconclusive('the program’s runs differ so much that most points did not come about again');
}

/** Shows beside the check at how many of the points that came about its claim held. */
export function tallyPoints<Point extends Reached>(
  { tally }: Pick<CheckContext, 'tally'>,
  points: readonly Point[],
  isBroken: (point: Point) => boolean,
  what = 'crash points',
): void {
  const reached = points.filter(({ isReached }) => isReached);
  tally(`${reached.filter((point) => !isBroken(point)).length} of ${reached.length} ${what}`);
}

/** The same, and returns the first point at which the claim is broken; undefined where it is nowhere. */
export function firstBroken<Point extends Reached>(
  context: Pick<CheckContext, 'tally'>,
  points: readonly Point[],
  isBroken: (point: Point) => boolean,
): Point | undefined {
  tallyPoints(context, points, isBroken);
  return points.find(isBroken);
}
