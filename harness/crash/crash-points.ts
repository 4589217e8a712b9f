import { type Boundary, boundariesOf } from './boundary.ts';
import { type CrashPoint, tryCrashPoint } from './crash-point.ts';
import type { Ground } from './ground.ts';
import type { Stage } from './subject.ts';
import { type CalmRun, calmRun, tryEach } from './try-each.ts';

/** A program that awaits its work is silent at once; this long is for a busy machine. */
const STALL_WINDOW_MS = 300;
/** A program whose own pace has pauses gets this many of its longest ones. */
const OWN_PAUSES = 3;

export interface CrashReport<G extends Ground = Ground> {
  calm: CalmRun<G>;
  /** In the order of their boundaries. */
  points: CrashPoint<G>[];
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
): Promise<CrashReport<G>> {
  const { calm, census, longestQuietMs } = await stage.timed('calm run', calmRun(stage));
  if (!calm.isCaughtUp) return { calm, points: [], leftOut: [] };
  const windowMs = Math.max(STALL_WINDOW_MS, OWN_PAUSES * longestQuietMs);
  const tried = await tryEach(
    stage,
    boundariesOf(census),
    'crash points',
    (boundary, ground) => tryCrashPoint(stage, boundary, { ground, effect, windowMs }),
    ({ isCaughtUp }) => !isCaughtUp,
  );
  return { calm, ...tried };
}
