import { tell } from '../facts/event-words.ts';
import type { HistoryEvent } from '../history/events.ts';
import { type Boundary, tellBoundary } from './boundary.ts';
import type { Ground } from './ground.ts';
import { end } from './life.ts';
import { runTo } from './run-to.ts';
import type { Stage } from './subject.ts';
import { progressOn, succeed } from './successor.ts';

/** What became of one crash point. */
export interface CrashPoint<G extends Ground = Ground> {
  boundary: Boundary;
  /** In words: “killed the worker …”. */
  name: string;
  ground: G;
  /** Its own story, in order. */
  events: readonly HistoryEvent[];
  /** False where the boundary did not occur again: the process caught up without it, and was killed then. */
  isReached: boolean;
  /** False where the successor did not work off what was left. */
  isCaughtUp: boolean;
}

export interface CrashPointOptions<G extends Ground> {
  ground: G;
  /** What the program's effect is called. */
  effect: string;
  /** How long a stalled program may be silent before it counts as waiting. */
  windowMs: number;
}

/** Runs the program on a ground of its own, kills it at the boundary, and lets a successor catch up. */
export async function tryCrashPoint<G extends Ground>(
  stage: Stage<G>,
  boundary: Boundary,
  { ground, effect, windowMs }: CrashPointOptions<G>,
): Promise<CrashPoint<G>> {
  const name = tellBoundary(boundary, effect);
  const history = stage.history.scene(name);
  const progress = progressOn(stage, ground);
  const worker = await stage.start('worker', history);
  const { isReached } = await runTo(boundary, stage, worker, { ground, progress, windowMs });
  const moment = isReached ? name : 'when it had caught up without coming to that point';
  tell(history, 'harness', { kind: 'fault', did: 'killed-at', moment });
  await end(stage, worker, ground, history);
  const offsets = await stage.committed(ground);
  progress.took(offsets);
  tell(history, 'broker', { kind: 'offsets', group: ground.group, offsets });
  const isCaughtUp = await succeed(stage, ground, progress, history);
  return { boundary, name, ground, events: history.events, isReached, isCaughtUp };
}
