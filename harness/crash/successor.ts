import type { History } from '../history/history.ts';
import type { Ground } from './ground.ts';
import { end, whileAlive } from './life.ts';
import { Progress } from './progress.ts';
import type { Stage, SubjectEffect } from './subject.ts';
import { Watch } from './watch.ts';

/** A process on an idle machine catches up in a quarter of a second; after this long it is stuck. */
export const CATCH_UP_WITHIN_MS = 10_000;
/** A program that ends by itself and goes on for so long is endless. */
const END_WITHIN_MS = 30_000;

/** What is done on a ground, by effects or as the stage says. */
export const progressOn = <G extends Ground>(stage: Stage<G>, ground: G): Progress =>
  new Progress(ground, stage.worked && (() => stage.worked!(ground)), { isOverByWorld: stage.isOverByWorld === true });

/** Lets the world answer as the stage says: the effect happens or fails, and the program is told so. */
export function answer<G extends Ground>(
  stage: Pick<Stage<G>, 'failure' | 'happened'>,
  ground: G,
  progress: Progress,
  call: SubjectEffect,
): true {
  answerUnheard(stage, ground, progress, call)();
  return true;
}

/** The same, and the program hears of it when the function is called that this returns. */
export function answerUnheard<G extends Ground>(
  { failure, happened }: Pick<Stage<G>, 'failure' | 'happened'>,
  ground: G,
  progress: Progress,
  call: SubjectEffect,
): () => void {
  const message = failure?.(call.subject, progress.asked(call.subject), ground);
  if (message !== undefined) return () => call.fail(message);
  progress.done.add(call.subject);
  call.happen();
  happened?.(call.subject, ground);
  return () => call.done();
}

/** Resolves with whether the program has worked all off, or, where it ends by itself, whether its call has resolved. */
export async function caughtUp(
  { endsByItself, ownWaitMs }: Pick<Stage, 'endsByItself' | 'ownWaitMs'>,
  watch: Watch,
  begun: Promise<unknown>,
): Promise<boolean> {
  if (!endsByItself) return watch.caughtUp(CATCH_UP_WITHIN_MS, ownWaitMs);
  let hasEnded = false;
  begun.then(
    () => {
      hasEnded = true;
    },
    () => {},
  );
  // It is stuck when nothing comes of it any more; one that is only slow has longer.
  await watch.until((quietMs) => hasEnded || quietMs >= CATCH_UP_WITHIN_MS, END_WITHIN_MS);
  return hasEnded;
}

/** Lets another process work off what a dead one left; resolves with whether it did. */
export async function succeed<G extends Ground>(
  stage: Stage<G>,
  ground: G,
  progress: Progress,
  history: History,
): Promise<boolean> {
  const successor = await stage.start('worker 2', history);
  const watch = new Watch(successor, ground, progress, (call) => answer(stage, ground, progress, call));
  const begun = stage.begin(successor, ground);
  const isCaughtUp = await whileAlive(successor, begun, () => caughtUp(stage, watch, begun));
  watch.end();
  await end(stage, successor, ground, history);
  return isCaughtUp;
}
