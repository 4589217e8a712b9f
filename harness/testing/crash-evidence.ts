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

/** Inconclusive where a smaller part of the crash points came about: a program whose runs differ that much cannot be judged by them. */
export function mustComeAbout(points: readonly Reached[], atLeast: number): void {
  if (points.filter(({ isReached }) => isReached).length < points.length * atLeast)
    inconclusive('the program’s runs differ so much that most crash points did not come about again');
}

/** Shows beside the check at how many of the crash points that came about its claim held. */
export function tallyPoints<Point extends Reached>(
  { tally }: Pick<CheckContext, 'tally'>,
  points: readonly Point[],
  isBroken: (point: Point) => boolean,
): void {
  const reached = points.filter(({ isReached }) => isReached);
  tally(`${reached.filter((point) => !isBroken(point)).length} of ${reached.length} crash points`);
}
