import {
  type Attempt,
  attempt,
  type CheckContext,
  type History,
  type HistoryEvent,
  inconclusive,
  type LogRecord,
  seconds,
  sendsTo,
  type TestTopic,
} from '#testing';
import { type Code, fail } from './judging.ts';
import { type OpenSender, order } from './open-sender.ts';
import type { ParkedOrder } from './outbox.ts';

/** How long an order is tried where the cluster will not take it. */
export const TRY_FOR_MS = 600;
/** How long where it will: an election takes 2.2 s, the ISR gives up a frozen follower after 2 s. */
export const TRY_LONG_MS = 12_000;
/** One try may wait for the broker for 5 s, and for metadata as long. */
const SLACK_MS = 12_000;

/** Three replicas, two of which must be in sync: as task 1 makes it. */
export const spread = { replicas: [[1, 2, 3]], configs: { 'min.insync.replicas': '2' } };

/** Calls send and waits for its end. Fails where it never ends. */
export async function send(context: CheckContext, { sender }: OpenSender, id: string, tryForMs = TRY_FOR_MS) {
  const sending = attempt(context.history, `send(${id})`, sender.send(order(id)));
  await settled(context, `send(${id})`, sending, tryForMs);
  return sending;
}

/** Waits for the end of a call that tries for so long. Fails where it never ends. */
export async function settled(
  { history }: CheckContext,
  what: string,
  under: Attempt,
  tryForMs: number,
): Promise<void> {
  if (!(await under.settled(tryForMs + SLACK_MS))) stillTries(history, what, tryForMs);
}

function stillTries(history: History, what: string, tryForMs: number): never {
  const last = history.events
    .filter(({ details }) => details.kind === 'request' && details.api === 'Produce')
    .slice(-2);
  const still = history.record('you', `${what}: still trying after ${seconds(tryForMs + SLACK_MS)}`);
  fail('tries-for-ever', [...last, still]);
}

/** Fails unless the order was stored, and says so. */
export function mustBeStored(sending: Attempt, code: Code, before: HistoryEvent[] = []): void {
  if (sending.outcome === 'resolved' && sending.value === 'stored') return;
  fail(code, [...before, sending.event!]);
}

/** What brokers answer that a busy machine has made miss each other; nothing of it is a program's fault. */
const UNWELL = new Set([
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'REQUEST_TIMED_OUT',
]);

interface InPeace {
  /** What it is when the order was not stored. */
  code?: Code;
  before?: HistoryEvent[];
}

/** Sends an order that nothing stands in the way of, and which must be stored. Inconclusive where the brokers did not take it. */
export async function sendInPeace(
  context: CheckContext,
  { sender }: OpenSender,
  id: string,
  { code = 'not-stored', before = [] }: InPeace = {},
): Promise<void> {
  const sending = attempt(context.history, `send(${id})`, sender.send(order(id)));
  const isOver = await sending.settled(TRY_FOR_MS + SLACK_MS);
  if (sending.value !== 'stored' && isRefusedByBrokers(sending))
    inconclusive('nothing stood in an order’s way, and the brokers did not take it');
  if (!isOver) stillTries(context.history, `send(${id})`, TRY_FOR_MS);
  mustBeStored(sending, code, before);
}

/** It was sent, and each answer, if any, says that the brokers are not well. */
function isRefusedByBrokers({ events }: Attempt): boolean {
  const wire = events.flatMap(({ details }) =>
    (details.kind === 'request' || details.kind === 'answer') && details.api === 'Produce' ? [details] : [],
  );
  const answers = wire.filter(({ kind }) => kind === 'answer');
  return wire.length > 0 && answers.every(({ errors = [] }) => errors.some((error) => UNWELL.has(error)));
}

/** Fails unless the order was parked, and the outbox has it. */
export async function mustBeParked(
  { history }: CheckContext,
  { topic, outbox }: OpenSender,
  { id, sending, since }: { id: string; sending: Attempt; since: HistoryEvent },
): Promise<ParkedOrder> {
  const wire = sendsTo(history, topic, since);
  const answers = wire.filter(({ details }) => details.kind === 'answer').slice(0, 1);
  if (sending.outcome === 'rejected') fail('not-parked', [since, ...answers, sending.event!]);
  const parked = (await outbox.all()).find((each) => each.order.id === id);
  if (sending.value === 'stored') {
    const unasked = wire.find(({ details }) => details.kind === 'request' && details.acks !== -1);
    if (unasked) fail('acks-not-all', [since, unasked, ...answers, sending.event!]);
    if (!parked) fail('order-dropped', [since, ...answers, sending.event!]);
  }
  if (parked) return parked;
  const held = history.record('harness', `the outbox file does not hold ${id}`);
  return fail('order-dropped', [since, ...answers, sending.event!, held]);
}

/** The ids in the topic, in order, with the record of each. */
export async function stored(
  { history }: CheckContext,
  topic: TestTopic,
): Promise<{ ids: string[]; seen: HistoryEvent }> {
  const ids = (await topic.read()).map((record) => idOf(record));
  const seen = history.record('broker', `orders-0 holds ${ids.join(', ') || 'nothing'}`);
  return { ids, seen };
}

/** Fails where a reader would count an order that nobody made. */
export function mustBeKnown({ history }: CheckContext, ids: string[], known: string[], before: HistoryEvent[]): void {
  const strange = ids.find((id) => !known.includes(id));
  if (strange)
    fail('new-id', [...before, history.record('broker', `orders-0 holds ${strange}, an order of no customer`)]);
}

function idOf({ value }: LogRecord): string {
  try {
    return String(JSON.parse(String(value)).id);
  } catch {
    return String(value);
  }
}

/** Calls replay until nothing is left. Fails where something stays. */
export async function replayed(context: CheckContext, opened: OpenSender, tryForMs: number): Promise<void> {
  const { history } = context;
  const all = (await opened.outbox.all()).length;
  const replaying = attempt(history, 'replay()', opened.sender.replay());
  await settled(context, 'replay()', replaying, tryForMs * Math.max(all, 1));
  const left = await opened.outbox.all();
  if (left.length === 0 && replaying.outcome === 'resolved') return;
  const held = history.record('harness', `the outbox holds ${left.map(({ order: { id } }) => id).join(', ')}`);
  fail('stays-parked', [replaying.event!, held]);
}
