import type { HistoryEvent, PartitionFacts } from '../history/events.ts';
import { type Boundary, tellBoundary } from './boundary.ts';
import type { Ground } from './ground.ts';
import { end, whileAlive } from './life.ts';
import { stalled } from './stall.ts';
import type { Stage, Subject, SubjectEffect } from './subject.ts';
import { Progress, Watch } from './watch.ts';

/** A process on an idle machine catches up in a quarter of a second; after this long it is stuck. */
export const CATCH_UP_WITHIN_MS = 10_000;

/** What became of one crash point. */
export interface CrashPoint {
  boundary: Boundary;
  /** In words: “killed the worker …”. */
  name: string;
  ground: Ground;
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
): Promise<CrashPoint> {
  const name = tellBoundary(boundary, effect);
  const history = stage.history.scene(name);
  const progress = new Progress(ground);
  const worker = await stage.start('worker', history);
  const isReached = await runTo(boundary, stage, worker, { ground, progress, windowMs });
  const killed = `killed the worker ${isReached ? name : 'when it had caught up without coming to that point'}`;
  history.record('harness', killed, { kind: 'fault' });
  await end(stage, worker, ground, history);
  const offsets = await stage.committed(ground);
  progress.took(offsets);
  history.record('broker', tellOffsets(offsets), { kind: 'offsets', group: ground.group, offsets });
  const successor = await stage.start('worker 2', history);
  const watch = new Watch(successor, ground, progress, (call) => happenAndTell(call, progress));
  const isCaughtUp = await whileAlive(successor, stage.begin(successor, ground), () =>
    watch.caughtUp(CATCH_UP_WITHIN_MS),
  );
  watch.end();
  await end(stage, successor, ground, history);
  return { boundary, name, ground, events: history.events, isReached, isCaughtUp };
}

/** Lets the world do what is asked, and tells the program so. */
export function happenAndTell(call: SubjectEffect, progress: Progress): true {
  progress.done.add(call.subject);
  call.done();
  return true;
}

/** Resolves at the boundary with true; with false when the process has caught up without coming to it. */
async function runTo<G extends Ground>(
  boundary: Boundary,
  stage: Stage<G>,
  worker: Subject,
  { ground, progress, windowMs }: { ground: G; progress: Progress; windowMs: number },
): Promise<boolean> {
  let tell!: () => void;
  const reached = new Promise<true>((resolve) => {
    tell = () => resolve(true);
  });
  const unanswered: string[] = [];
  const watch = new Watch(worker, ground, progress, (call) => {
    if (boundary.kind === 'stall' && call.call >= boundary.n) {
      unanswered.push(call.subject);
      return false;
    }
    if (boundary.kind !== 'effect' || call.call !== boundary.n) return happenAndTell(call, progress);
    if (boundary.side === 'after') {
      progress.done.add(call.subject);
      call.happen();
    }
    tell();
    return false;
  });
  if (boundary.kind === 'request') {
    const at = boundary.side === 'before' ? 'request' : 'answer';
    worker.lane.add({ api: boundary.api, nth: boundary.n, at }, { act: 'hold' }).hit.then(tell);
  }
  return whileAlive(worker, stage.begin(worker, ground), async () => {
    if (boundary.kind === 'stall') return stalled(watch, progress, unanswered, windowMs, CATCH_UP_WITHIN_MS);
    const caughtUp = watch.caughtUp(CATCH_UP_WITHIN_MS);
    return boundary.kind === 'idle' ? caughtUp : Promise.race([reached, caughtUp.then(() => false)]);
  }).finally(() => watch.end());
}

function tellOffsets(offsets: readonly PartitionFacts[]): string {
  const told = offsets.map(({ partition, offset = -1 }) => `partition ${partition}: ${offset < 0 ? 'none' : offset}`);
  return `the group’s committed offsets are ${told.join(', ')}`;
}
