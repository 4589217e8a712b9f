import type { DatabaseDetails } from '../history/events.ts';
import type { AppliedCommandRule } from '../tap/database/command-rules.ts';
import type { AppliedRule } from '../tap/rules.ts';
import type { Boundary } from './boundary.ts';
import type { Ground } from './ground.ts';
import { whileAlive } from './life.ts';
import { Polls } from './polls.ts';
import type { Progress } from './progress.ts';
import { stalled } from './stall.ts';
import type { Stage, Subject } from './subject.ts';
import { answer, answerUnheard, CATCH_UP_WITHIN_MS, caughtUp } from './successor.ts';
import { Watch } from './watch.ts';

/** Where a program was brought to. */
export interface Brought {
  /** False where the process has caught up without coming to the boundary. */
  isReached: boolean;
  /** Lets go on what is held at the boundary. */
  goOn(): void;
}

/** Begins the program, and resolves when it is at the boundary, or has caught up without coming to it. */
export async function runTo<G extends Ground>(
  boundary: Boundary,
  stage: Stage<G>,
  worker: Subject,
  { ground, progress, windowMs }: { ground: G; progress: Progress; windowMs: number },
): Promise<Brought> {
  let goOn: () => void = () => {};
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
    if (boundary.kind !== 'effect' || call.call !== boundary.n) return answer(stage, ground, progress, call);
    goOn = () => answer(stage, ground, progress, call);
    if (boundary.side === 'after') goOn = answerUnheard(stage, ground, progress, call);
    tell();
    return false;
  });
  if (boundary.kind === 'request') {
    const at = boundary.side === 'before' ? 'request' : 'answer';
    hold(worker.lane.add({ api: boundary.api, nth: boundary.n, at }, { act: 'hold' }));
  }
  if (boundary.kind === 'command') hold(holdCommand(worker, boundary));
  const begun = stage.begin(worker, ground);
  const isReached = await whileAlive(worker, begun, async () => {
    if (boundary.kind === 'stall') return stalled(watch, progress, unanswered, windowMs, CATCH_UP_WITHIN_MS);
    const isOver = caughtUp(stage, watch, begun);
    return boundary.kind === 'idle' ? isOver : Promise.race([reached, isOver.then(() => false)]);
  }).finally(() => watch.end());
  return { isReached, goOn };

  function hold(rule: AppliedRule | AppliedCommandRule): void {
    goOn = () => rule.release();
    rule.hit.then(tell);
  }
}

/** Holds that command, or its reply, counted as a watch counts them. Replies of several connections may overtake each other. */
function holdCommand({ databaseLane }: Subject, { n, side }: Boundary & { kind: 'command' }): AppliedCommandRule {
  if (!databaseLane) throw new Error('there are database commands only where there is a database');
  const polls = new Polls();
  const counts = (command: DatabaseDetails) => !command.silent && !polls.isPoll(command);
  let seen = 0;
  let exchange: number | undefined;
  // Lanes ask their rules first, and tell of a command then.
  databaseLane.listen((details) => {
    if (details.kind === 'command' && counts(details) && ++seen === n) exchange = details.exchange;
    polls.see(details);
  });
  return side === 'before'
    ? databaseLane.add({ nth: n, where: counts }, { act: 'hold' })
    : databaseLane.add({ at: 'answer', where: (reply) => reply.exchange === exchange }, { act: 'hold' });
}
