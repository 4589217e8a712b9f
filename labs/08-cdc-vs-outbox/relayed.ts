import { type Attempt, attempt, type CheckContext, type HistoryEvent, seconds, wireOf } from '#testing';
import { fail } from './judging.ts';
import { type OutboxGround, openRelay, type Published } from './outbox.ts';
import { mustBeGranted } from './server.ts';

const WITHIN_MS = 10_000;

/** Runs a relay in a process of its own; returns how many events it says it has published. */
export async function publishes(
  context: CheckContext,
  ground: OutboxGround,
  as: string,
  batchSize: number,
): Promise<number> {
  const learner = await context.startLearner({ as });
  const relay = await openRelay(learner, ground, batchSize);
  const count = await ended(context, relay.publish());
  await learner.kill();
  return count;
}

export const ended = (context: CheckContext, publishing: Promise<number>): Promise<number> =>
  over(context, attempt(context.history, 'publish()', publishing));

export async function over(context: CheckContext, run: Attempt): Promise<number> {
  const isOver = await run.settled(WITHIN_MS);
  mustBeGranted(context);
  if (!isOver) fail('not-published', [seen(context, `publish() has not ended, ${seconds(WITHIN_MS)} later`)]);
  if (run.error) throw run.error;
  return run.value as number;
}

export const missingIn = (records: readonly { subject: string }[], events: readonly { subject: string }[]): string[] =>
  events.map(({ subject }) => subject).filter((subject) => !records.some((record) => record.subject === subject));

/** Fails unless each event is there, those of one order in their order. */
export function mustHold(
  context: CheckContext,
  records: readonly Published[],
  events: readonly { subject: string; order: string }[],
  evidence: HistoryEvent[] = [],
): void {
  const [lost] = missingIn(records, events);
  if (lost) fail('not-published', [...evidence, seen(context, `the topic lacks ${lost}`)]);
  // Events of one order that lie in several partitions have another mistake.
  const partitions = [...new Set(records.map(({ partition }) => partition))];
  for (const [order, partition] of ordersOf(events).flatMap((id) => partitions.map((each) => [id, each] as const))) {
    const here = new Set(records.filter((record) => record.partition === partition).map(({ subject }) => subject));
    const wanted = events
      .filter((each) => each.order === order && here.has(each.subject))
      .map(({ subject }) => subject);
    const found = [...here].filter((subject) => wanted.includes(subject));
    if (found.join() !== wanted.join()) {
      const at = found.findIndex((subject, index) => subject !== wanted[index]);
      fail('overtaken', [
        ...evidence,
        ...wireOf(context.history, 'request', 'Produce').slice(0, 2),
        seen(context, `the topic has ${found[at]} where ${wanted[at]} should be`),
      ]);
    }
  }
}

const ordersOf = (events: readonly { order: string }[]): string[] => [...new Set(events.map(({ order }) => order))];

export const seen = ({ history }: CheckContext, text: string, actor = 'broker 1'): HistoryEvent =>
  history.record(actor, text);
export const told = ({ history }: CheckContext, text: string): HistoryEvent => history.record('database', text);
