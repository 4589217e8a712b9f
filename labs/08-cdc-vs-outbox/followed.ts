import {
  type CheckContext,
  type Effect,
  type HistoryEvent,
  type LearnerProcess,
  mayHappen,
  only,
  seconds,
} from '#testing';
import { beginCdc, type CdcGround, cdcGrounds, eventsIn, type OrderEvent } from './events.ts';
import { fail } from './judging.ts';

/** An event is there after 30 ms on an idle machine. */
const WITHIN_MS = 5_000;
/** What is overtaken by a later event may still come, within 50 ms. */
const HELD_MS = 1_000;

export interface Following {
  ground: CdcGround;
  learner: LearnerProcess;
  /** The positions that were saved, in order. */
  saves: HistoryEvent[];
}

/** A program that follows the binlog, on a ground of its own. */
export async function following(context: CheckContext): Promise<Following> {
  const ground = only(await cdcGrounds(context, 1));
  return { ground, ...(await follow(context, ground, 'follower')) };
}

export async function follow(context: CheckContext, ground: CdcGround, as: string): Promise<Omit<Following, 'ground'>> {
  const learner = await context.startLearner({ as });
  const saves: HistoryEvent[] = [];
  learner.answerEffects((call: Effect) => {
    saves.push(call.asked);
    ground.saved = call.arguments[0] as CdcGround['saved'];
    call.done();
  });
  await beginCdc(learner, ground);
  return { learner, saves };
}

/** Waits until each of these changes is in the topic; fails where one does not come. */
export async function allThere(
  context: CheckContext,
  { testTopic }: CdcGround,
  changes: readonly string[],
  evidence: HistoryEvent[] = [],
): Promise<OrderEvent[]> {
  let events: OrderEvent[] = [];
  let lastIsThereSince: number | undefined;
  const isThere = (change: string) => events.some(({ subject }) => subject === change);
  const missing = () => changes.find((change) => !isThere(change));
  const isOver = async () => {
    events = await eventsIn(testTopic);
    if (isThere(changes.at(-1)!)) lastIsThereSince ??= performance.now();
    return missing() === undefined || performance.now() - (lastIsThereSince ?? Infinity) > HELD_MS;
  };
  await mayHappen('every change is in the topic, or has been overtaken', isOver, { withinMs: WITHIN_MS });
  if (missing() !== undefined) {
    if (events.some(({ change }) => !change))
      fail('no-change', [seen(context, `the topic holds ${events.find(({ change }) => !change)!.record.value}`)]);
    if (events.length === 0) notFollowed(context, evidence);
    fail('change-missing', [...evidence, seen(context, `the topic lacks ${missing()} for good`)]);
  }
  return events;
}

export function notFollowed(context: CheckContext, evidence: HistoryEvent[]): never {
  fail('nothing-sent', [...evidence, seen(context, `no event comes, ${seconds(WITHIN_MS)} later`)]);
}

/** Of each order, its changes come in the order in which they first appear. */
export function mustBeInOrder(context: CheckContext, events: readonly OrderEvent[], changes: readonly string[]): void {
  for (const order of new Set(changes.map((change) => change.split(' ')[0]!))) {
    const wanted = changes.filter((change) => change.startsWith(`${order} `));
    const found = [...new Set(events.map(({ subject }) => subject))].filter((subject) => wanted.includes(subject));
    if (found.join() !== wanted.join())
      fail('out-of-order', [
        seen(context, `the topic has, of ${order}: ${found.join(', ')}; it was ${wanted.join(', ')}`),
      ]);
  }
}

export const seen = ({ history }: CheckContext, text: string, actor = 'broker 1'): HistoryEvent =>
  history.record(actor, text);
