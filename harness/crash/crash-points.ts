import type { HistoryEvent } from '../history/events.ts';
import { type Boundary, boundariesOf } from './boundary.ts';
import { CATCH_UP_WITHIN_MS, type CrashPoint, happenAndTell, tryCrashPoint } from './crash-point.ts';
import type { Ground } from './ground.ts';
import { end, whileAlive } from './life.ts';
import type { Stage } from './subject.ts';
import { Progress, Watch } from './watch.ts';

/** A program that awaits its work is silent at once; this long is for a busy machine. */
const STALL_WINDOW_MS = 300;
/** A program whose own pace has pauses gets this many of its longest ones. */
const OWN_PAUSES = 3;
/** A program that gets stuck this often is stuck everywhere: nobody waits for each point's deadline. */
const STUCK_ENOUGH = 2;

export interface CrashReport {
  /** The run without faults. */
  calm: { ground: Ground; events: readonly HistoryEvent[]; isCaughtUp: boolean };
  /** In the order of their boundaries. */
  points: CrashPoint[];
  /** Points that were not tried, since the program had got stuck at others. */
  leftOut: Boundary[];
}

/**
 * Counts a program's boundaries in a calm run, then kills it once before and once after each of them. Rejects with what
 * ended the program otherwise.
 */
export async function crashPoints<G extends Ground>(
  stage: Stage<G>,
  { effect }: { effect: string },
): Promise<CrashReport> {
  const [ground] = await stage.grounds(1);
  const { calm, boundaries, windowMs } = await stage.timed('calm run', calmRun(stage, ground!));
  if (!calm.isCaughtUp) return { calm, points: [], leftOut: [] };
  const grounds = await stage.timed('topics for the crash points', stage.grounds(boundaries.length));
  const points: CrashPoint[] = [];
  let next = 0;
  let stuck = 0;
  const lane = async () => {
    while (next < boundaries.length && stuck < STUCK_ENOUGH) {
      const index = next++;
      const point = await tryCrashPoint(stage, boundaries[index]!, { ground: grounds[index]!, effect, windowMs });
      if (!point.isCaughtUp) stuck++;
      points[index] = point;
    }
  };
  const lanes = Promise.all(Array.from({ length: stage.lanes }, lane));
  await stage.timed(`${boundaries.length} crash points`, lanes);
  return { calm, points: points.filter(Boolean), leftOut: boundaries.slice(next) };
}

async function calmRun<G extends Ground>(stage: Stage<G>, ground: G) {
  const history = stage.history.scene('calm');
  const progress = new Progress(ground);
  const worker = await stage.start('worker', history);
  const watch = new Watch(worker, ground, progress, (call) => happenAndTell(call, progress));
  const begun = stage.begin(worker, ground);
  const isCaughtUp = await whileAlive(worker, begun, () => watch.caughtUp(CATCH_UP_WITHIN_MS));
  watch.end();
  await end(stage, worker, ground, history);
  return {
    calm: { ground, events: history.events, isCaughtUp },
    boundaries: boundariesOf(watch.census),
    windowMs: Math.max(STALL_WINDOW_MS, OWN_PAUSES * watch.longestQuietMs),
  };
}
