import {
  type CheckContext,
  effectsOf,
  type HistoryEvent,
  type LearnerProcess,
  type LogRecord,
  mayHappen,
  only,
  seconds,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import {
  beginPayments,
  type OrderRecord,
  type PaymentGround,
  paymentGrounds,
  REFUSED,
  recordsIn,
  subjectIn,
} from './letters.ts';

/** What takes 0.3 s on an idle machine; kafkajs tries a handler that throws again after 0.3, 0.9 and 2.1 s. */
const WITHIN_MS = 10_000;
/** Who has left the group for so long is not waited for. No right program leaves it. */
const LEFT_MS = 3_000;
/** How much later than the offset a dead letter may come that nobody waits for. */
const LATE_MS = 3_000;

/** With what the gateway fails; it pays where this says nothing. */
export type Failure = (subject: string) => string | undefined;

/** Starts the program on a ground with these orders. */
export async function begun(
  context: CheckContext,
  orders: readonly (readonly OrderRecord[])[],
  failure: Failure = () => undefined,
): Promise<PaymentGround> {
  const ground = only(await paymentGrounds(context, orders, 1));
  const learner = await context.startLearner({ as: 'consumer' });
  answer(learner, failure);
  await beginPayments(learner, ground);
  return ground;
}

export function answer(learner: LearnerProcess, failure: Failure): void {
  learner.answerEffects((call) => {
    const message = failure(call.subject);
    return message === undefined ? call.done() : call.fail(message);
  });
}

/** Resolves with whether it is so in time; with false, too, once the consumer has left its group. */
export async function comesTrue(
  { history }: CheckContext,
  what: string,
  isSo: () => boolean | Promise<boolean>,
): Promise<boolean> {
  let left: { n: number; atMs: number } | undefined;
  const hasLeft = () => {
    const leave = leaveOf(history);
    if (leave?.n !== left?.n) left = leave && { n: leave.n, atMs: performance.now() };
    return left !== undefined && performance.now() - left.atMs > LEFT_MS;
  };
  const outcome = async () => ((await isSo()) ? 'so' : hasLeft() && 'left');
  return (await mayHappen(what, outcome, { withinMs: WITHIN_MS })) === 'so';
}

/** The request by which the consumer left its group, where it has not joined again. */
function leaveOf(story: { events: readonly HistoryEvent[] }): HistoryEvent | undefined {
  const leave = wireOf(story, 'request', 'LeaveGroup').at(-1);
  const join = wireOf(story, 'request', 'JoinGroup').at(-1);
  return leave && (!join || join.n < leave.n) ? leave : undefined;
}

/** The orders that the gateway has paid. */
export const paidIn = (events: readonly HistoryEvent[]): Set<string> =>
  new Set(
    effectsOf({ events })
      .filter(({ details }) => details.phase === 'done')
      .map(({ details }) => details.subject),
  );

/** Waits for that many dead letters; fails where they do not come. */
export async function lettersOf(context: CheckContext, ground: PaymentGround, count: number): Promise<LogRecord[]> {
  let letters: LogRecord[] = [];
  const areThere = async () => {
    letters = await recordsIn(ground.deadLetters);
    return differing(letters) >= count;
  };
  const isOver = async () => (await areThere()) || isPast(context, ground);
  const isSo = await comesTrue(context, 'the dead letters are there', isOver);
  // Who waits for no answer may commit before they are there.
  if (await mayHappen('they are there', areThere, { withinMs: isSo ? LATE_MS : 0 })) return letters;
  const found = `there are ${letters.length} dead letters, not ${count}`;
  if (!isSo) return stopped(context, ground, found);
  fail('swallowed', [context.history.record('broker 1', `the offset is behind all orders, and ${found}`)]);
}

/** How many records there are that are not the same: an order may be buried twice. */
const differing = (letters: readonly LogRecord[]): number =>
  new Set(letters.map(({ key, value }) => `${key?.toString('hex')} ${value?.toString('hex')}`)).size;

/** Whether the group's offset is behind all orders. */
export async function isPast(
  { cluster }: CheckContext,
  { group, testTopic, records }: PaymentGround,
): Promise<boolean> {
  const offsets = await cluster.committed(group, testTopic);
  return records.every(({ partition, offset }) => (offsets[partition]!.offset ?? -1) > offset);
}

export async function committedToTheEnd(context: CheckContext, ground: PaymentGround): Promise<void> {
  if (await comesTrue(context, 'all is committed', () => isPast(context, ground))) return;
  const dead = (await recordsIn(ground.deadLetters)).map(subjectIn);
  const isDone = ({ subject }: { subject: string }) =>
    paidIn(context.history.events).has(subject) || dead.includes(subject);
  if (!ground.records.every(isDone)) return stopped(context, ground, 'not all orders are paid or dead letters');
  fail('done-and-not-committed', [
    context.history.record('harness', 'finds each order paid, or among the dead letters'),
    ...(await standing(context, ground)),
  ]);
}

/** Fails: the program goes no further. */
export async function stopped(context: CheckContext, ground: PaymentGround, what: string): Promise<never> {
  const { history } = context;
  const stand = await standing(context, ground);
  const leave = leaveOf(history);
  const hasLeft = leave && stand[0] && stand[0].atMs - leave.atMs > LEFT_MS;
  const reads = wireOf(history, 'answer', 'Fetch').filter(({ details }) =>
    details.partitions?.some(({ topic, records = 0 }) => topic === ground.topic && records > 0),
  );
  const tries = effectsOf(history).filter(({ details }) => details.phase === 'failed');
  const refusals = tries.filter(({ text }) => text.includes(REFUSED));
  if (refusals.length > 1) fail('asked-in-vain', [refusals[0]!, refusals.at(-1)!, ...stand]);
  fail('poison-stops-the-partition', [
    ...(tries.length > 1 ? [tries[0]!, tries.at(-1)!] : hasLeft ? reads.slice(-1) : reads.slice(-2)),
    ...(hasLeft ? [leave] : []),
    ...stand,
    history.record(
      'harness',
      `${what}, ${hasLeft ? 'and the consumer has left its group' : `${seconds(WITHIN_MS)} later`}`,
    ),
  ]);
}

/** Where the group stands, in partitions that it has not come to the end of. */
async function standing({ cluster, history }: CheckContext, ground: PaymentGround): Promise<HistoryEvent[]> {
  const offsets = await cluster.committed(ground.group, ground.testTopic);
  return offsets.flatMap(({ partition, offset = -1 }) => {
    const { length } = ground.records.filter((record) => record.partition === partition);
    const at = `orders-${partition}`;
    const told = offset < 0 ? `no offset of ${at} is committed` : `offset ${offset} of ${at} is committed`;
    const held = length === 1 ? '1 order' : `${length} orders`;
    return offset >= length ? [] : [history.record('broker 1', `${told}; the partition holds ${held}`)];
  });
}
