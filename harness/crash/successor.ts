import type { History } from '../history/history.ts';
import type { Ground } from './ground.ts';
import { end, whileAlive } from './life.ts';
import { Progress } from './progress.ts';
import type { Stage, SubjectEffect } from './subject.ts';
import { Watch } from './watch.ts';

/** A process on an idle machine catches up in a quarter of a second; after this long it is stuck. */
export const CATCH_UP_WITHIN_MS = 10_000;

/** What is done on a ground, by effects or as the stage says. */
export const progressOn = <G extends Ground>(stage: Stage<G>, ground: G): Progress =>
  new Progress(ground, stage.worked && (() => stage.worked!(ground)));

/** Lets the world do what is asked, and tells the program so. */
export function happenAndTell(call: SubjectEffect, progress: Progress): true {
  progress.done.add(call.subject);
  call.done();
  return true;
}

/** Lets another process work off what a dead one left; resolves with whether it did. */
export async function succeed<G extends Ground>(
  stage: Stage<G>,
  ground: G,
  progress: Progress,
  history: History,
): Promise<boolean> {
  const successor = await stage.start('worker 2', history);
  const watch = new Watch(successor, ground, progress, (call) => happenAndTell(call, progress));
  const isCaughtUp = await whileAlive(successor, stage.begin(successor, ground), () =>
    watch.caughtUp(CATCH_UP_WITHIN_MS),
  );
  watch.end();
  await end(stage, successor, ground, history);
  return isCaughtUp;
}
