import type { HistoryEvent } from '../history/events.ts';
import type { ApiName } from '../protocol/names.ts';
import { BOUNDARY_APIS, type Boundary, type Census } from './boundary.ts';
import type { Ground } from './ground.ts';
import { end, whileAlive } from './life.ts';
import type { Stage } from './subject.ts';
import { answer, caughtUp, progressOn } from './successor.ts';
import { Watch } from './watch.ts';

/** A program that gets stuck this often is stuck everywhere: nobody waits for each point's deadline. */
const STUCK_ENOUGH = 2;

/** The run without faults. */
export interface CalmRun<G extends Ground = Ground> {
  ground: G;
  events: readonly HistoryEvent[];
  isCaughtUp: boolean;
}

/** Runs the program without faults and counts what it does. Rejects with what ended the program otherwise. */
export async function calmRun<G extends Ground>(
  stage: Stage<G>,
  apis: readonly ApiName[] = BOUNDARY_APIS,
): Promise<{ calm: CalmRun<G>; census: Census; longestQuietMs: number }> {
  const [ground] = await stage.grounds(1);
  const history = stage.history.scene('calm');
  const progress = progressOn(stage, ground!);
  const worker = await stage.start('worker', history);
  const watch = new Watch(worker, ground!, progress, (call) => answer(stage, ground!, progress, call), apis);
  const begun = stage.begin(worker, ground!);
  const isCaughtUp = await whileAlive(worker, begun, () => caughtUp(stage, watch, begun));
  watch.end();
  await end(stage, worker, ground!, history);
  const { census, longestQuietMs } = watch;
  return { calm: { ground: ground!, events: history.events, isCaughtUp }, census, longestQuietMs };
}

/** Tries each boundary on a ground of its own, several at the same time; `points` are in the order of their boundaries. */
export async function tryEach<G extends Ground, Point>(
  stage: Stage<G>,
  boundaries: readonly Boundary[],
  what: string,
  tryOne: (boundary: Boundary, ground: G) => Promise<Point>,
  isStuck: (point: Point) => boolean,
): Promise<{ points: Point[]; leftOut: Boundary[] }> {
  const grounds = await stage.timed(`topics for the ${what}`, stage.grounds(boundaries.length));
  const points: Point[] = [];
  let next = 0;
  let stuck = 0;
  const lane = async () => {
    while (next < boundaries.length && stuck < STUCK_ENOUGH) {
      const index = next++;
      const point = await tryOne(boundaries[index]!, grounds[index]!);
      if (isStuck(point)) stuck++;
      points[index] = point;
    }
  };
  await stage.timed(`${boundaries.length} ${what}`, Promise.all(Array.from({ length: stage.lanes }, lane)));
  return { points: points.filter(Boolean), leftOut: boundaries.slice(next) };
}
