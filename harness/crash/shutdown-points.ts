import { tell } from '../facts/event-words.ts';
import type { HistoryEvent } from '../history/events.ts';
import type { ApiName } from '../protocol/names.ts';
import { BOUNDARY_APIS, type Boundary, boundariesOf, tellBoundary } from './boundary.ts';
import { endsWithin } from './ends.ts';
import type { Ground } from './ground.ts';
import { end } from './life.ts';
import { runTo } from './run-to.ts';
import type { Exit, Stage } from './subject.ts';
import { progressOn, succeed } from './successor.ts';
import { type CalmRun, calmRun, tryEach } from './try-each.ts';

/** A signal can also fall between the requests by which a member joins its group. */
const SHUTDOWN_APIS: readonly ApiName[] = [...BOUNDARY_APIS, 'JoinGroup', 'SyncGroup'];

/** What became of a program that was asked to end at one of its boundaries. */
export interface ShutdownPoint {
  boundary: Boundary;
  /** In words: “sent SIGTERM …”. */
  name: string;
  ground: Ground;
  /** Its own story, in order. */
  events: readonly HistoryEvent[];
  /** False where the boundary did not occur again: the process was asked when it had caught up. */
  isReached: boolean;
  /** How it ended; undefined where it did not end within the time given, and was killed. */
  exit: Exit | undefined;
  /** Whether it left its group. */
  hasLeft: boolean;
  /** False where the successor did not work off what was left. */
  isCaughtUp: boolean;
}

export interface ShutdownReport {
  calm: CalmRun;
  /** In the order of their boundaries. */
  points: ShutdownPoint[];
  /** Points that were not tried, since the program had got stuck at others. */
  leftOut: Boundary[];
}

export interface ShutdownOptions {
  /** What the program's effect is called. */
  effect: string;
  /** How long the process may take to end, in ms. */
  withinMs: number;
}

/**
 * Counts a program's boundaries in a calm run; then, once before and once after each of them, sends it SIGTERM there, lets
 * the world go on, waits for its end, and lets a successor work off what is left.
 */
export async function shutdownPoints<G extends Ground>(
  stage: Stage<G>,
  options: ShutdownOptions,
): Promise<ShutdownReport> {
  const { calm, census } = await stage.timed('calm run', calmRun(stage, SHUTDOWN_APIS));
  if (!calm.isCaughtUp) return { calm, points: [], leftOut: [] };
  const boundaries = boundariesOf(census).filter(({ kind }) => kind !== 'stall');
  const tried = await tryEach(
    stage,
    boundaries,
    'shutdown points',
    (boundary, ground) => tryShutdownPoint(stage, boundary, ground, options),
    ({ exit, isCaughtUp }) => !exit || !isCaughtUp,
  );
  return { calm, ...tried };
}

async function tryShutdownPoint<G extends Ground>(
  stage: Stage<G>,
  boundary: Boundary,
  ground: G,
  { effect, withinMs }: ShutdownOptions,
): Promise<ShutdownPoint> {
  const name = tellBoundary(boundary, effect);
  const history = stage.history.scene(name);
  const progress = progressOn(stage, ground);
  const worker = await stage.start('worker', history);
  const { isReached, goOn } = await runTo(boundary, stage, worker, { ground, progress, windowMs: 0 });
  const moment = isReached ? name : 'when it had caught up without coming to that point';
  tell(history, 'harness', { kind: 'fault', did: 'signalled-at', signal: 'SIGTERM', moment });
  await worker.signal('SIGTERM');
  goOn();
  const exit = await Promise.race([endsWithin(worker, history, withinMs), worker.problem]);
  const hasLeft = history.events.some(({ details }) => details.kind === 'request' && details.api === 'LeaveGroup');
  if (!exit) tell(history, 'harness', { kind: 'fault', did: 'killed-since-it-lived-on' });
  await end(stage, worker, ground, history);
  const offsets = await stage.committed(ground);
  progress.took(offsets);
  tell(history, 'broker', { kind: 'offsets', group: ground.group, offsets });
  const isCaughtUp = await succeed(stage, ground, progress, history);
  return { boundary, name, ground, events: history.events, isReached, exit, hasLeft, isCaughtUp };
}
