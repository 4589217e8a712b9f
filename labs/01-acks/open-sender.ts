import {
  type CheckContext,
  inconclusive,
  kafkaClient,
  LearnerError,
  mustHappen,
  type TestTopic,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import type { PageView, Payment, Ping } from './messages.ts';

/**
 * How long a payment may be tried: a default idempotent producer gives up after 10 to 14 s, and each of its five retries
 * may first ask the frozen broker for metadata.
 */
export const TRIED_FOR_MS = 25_000;
/** Else kafkajs would wait 30 s for the metadata that it asked of a frozen broker. Longer than any answer takes. */
const REQUEST_TIMEOUT_MS = 1_500;

export interface Sender {
  sendPayment(payment: Payment & { note?: string }): Promise<void>;
  sendPageView(view: PageView): Promise<void>;
  sendPing(ping: Ping): Promise<void>;
}

export interface Topics {
  payments: TestTopic;
  pageViews: TestTopic;
  pings: TestTopic;
}

interface Placement {
  replicas: number[];
  minInSync: number;
}

export const payment = (orderId: string): Payment => ({ orderId, amountCents: 4_900 });
export const view = (id: string): PageView => ({ id, page: '/tea' });

/** The three topics of a check, each with one partition on these replicas. */
export async function createTopics({ cluster }: CheckContext, { replicas, minInSync }: Placement): Promise<Topics> {
  const options = { replicas: [replicas], configs: { 'min.insync.replicas': String(minInSync) } };
  const [payments, pageViews, pings] = await Promise.all([
    cluster.createTopic('payments', options),
    cluster.createTopic('page-views', { ...options, configs: { 'min.insync.replicas': '1' } }),
    cluster.createTopic('pings', { ...options, configs: { 'min.insync.replicas': '1' } }),
  ]);
  return { payments, pageViews, pings };
}

/** A payment waits for all replicas, and 500 ms are a long time for them, unless the machine is busy with other things. */
const SLOW_FROM_MS = 400;
const SLOW = 'the brokers, which nobody hindered, took longer for a first payment than its producer waits';

/** Whether brokers that nobody hindered gave a payment up after a time that is long for them: then the machine is to blame. */
function wasMerelySlow({ history }: CheckContext, error: unknown): boolean {
  if (!(error instanceof LearnerError) || error.kafkaCode !== 'REQUEST_TIMED_OUT') return false;
  const answer = wireOf(history, 'answer', 'Produce').at(-1);
  const asked = wireOf(history, 'request', 'Produce').find(
    ({ details }) => details.exchange === answer?.details.exchange,
  );
  return answer !== undefined && asked !== undefined && answer.atMs - asked.atMs >= SLOW_FROM_MS;
}

/** Opens the sender and sends one message of each kind while all is well: kafkajs connects to a leader when it first needs it. */
export async function open(context: CheckContext, topics: Topics): Promise<Sender> {
  const { history, startLearner } = context;
  const learner = await startLearner();
  learner.callWithinMs = TRIED_FOR_MS + 5_000;
  const names = { payments: topics.payments.name, pageViews: topics.pageViews.name, pings: topics.pings.name };
  const sender = await learner.call<Sender>('sender.ts', 'createSender', {
    kafka: kafkaClient({ requestTimeoutMs: REQUEST_TIMEOUT_MS }),
    topics: names,
  });
  const isSlow = await sender.sendPayment(payment('order-1')).then(
    () => false,
    (error: unknown) => {
      if (wasMerelySlow(context, error)) return true;
      throw error;
    },
  );
  if (isSlow) inconclusive(SLOW);
  await sender.sendPageView(view('view-1'));
  await sender.sendPing({ id: 'ping-1' });
  // A send that nobody awaits may still be on its way. A broker answers the requests of a connection in turn, so one that
  // a frozen follower holds up would hold up what this check is about.
  for (const topic of Object.values(topics) as TestTopic[])
    await mustHappen(`the first record is in ${topic.alias}`, async () => (await topic.endOffset()) >= 1n, {
      withinMs: 5_000,
      otherwise: () => {
        const empty = `${topic.alias}-0 is empty 5 s after a message of its kind was sent`;
        fail('never-sent', [history.record('broker 1', empty)]);
      },
    });
  return sender;
}
