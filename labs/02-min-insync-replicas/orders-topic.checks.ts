import {
  BrokerRefusedError,
  type Check,
  type CheckContext,
  type HistoryEvent,
  inconclusive,
  kafkaClient,
  mustHappen,
  seconds,
  type TestTopic,
} from '#testing';
import { fail } from './judging.ts';

/** A dead leader is replaced after its session, 2 s; where nobody may replace it, none comes. */
const NEW_LEADER_WITHIN_MS = 12_000;
const NO_LEADER_AFTER_MS = 6_000;

/** Has the program create its topic, and finds out where the topic lies. */
async function create({ cluster, history, startLearner }: CheckContext): Promise<TestTopic> {
  const learner = await startLearner();
  const topic = cluster.topic(cluster.topicName('orders'), 'orders');
  await learner.call('orders-topic.ts', 'createOrdersTopic', { kafka: kafkaClient(), topic: topic.name });
  await mustHappen('the topic is there', async () => (await topic.partitions()).length > 0, {
    withinMs: 5_000,
    otherwise: () =>
      fail('topic-not-made', [history.record('broker 1', 'there is no such topic 5 s after it was to be made')]),
  });
  const { replicas } = await topic.state();
  await topic.inSyncAre(replicas);
  history.record('broker 1', `orders-0 has replicas on brokers ${replicas.join(', ')}`);
  return topic;
}

/** An order with acks all: the broker's error, or undefined when it was taken. */
async function refusalOf(topic: TestTopic, key: string): Promise<string | undefined> {
  try {
    await topic.append([{ key, value: JSON.stringify({ id: key }) }]);
    return undefined;
  } catch (error) {
    if (error instanceof BrokerRefusedError) return error.code;
    throw error;
  }
}

/** Only too few replicas are the topic's settings' doing; brokers that miss each other refuse in other words. */
function stopsOrders(refusal: string, evidence: HistoryEvent[]): never {
  if (!refusal.startsWith('NOT_ENOUGH_REPLICAS')) inconclusive(`the broker refused with ${refusal}`);
  return fail('one-loss-stops-orders', evidence);
}

const told = ({ history }: CheckContext, order: string, refusal: string | undefined): HistoryEvent =>
  history.record('broker', refusal ? `refuses ${order}, acks all: ${refusal}` : `takes ${order}, acks all`);

export function ordersTopicChecks(check: Check): void {
  check('with its leader lost, the topic keeps what has a receipt, and takes new orders', {}, async (context) => {
    const { cluster, history } = context;
    const topic = await create(context);
    const leader = await topic.leader();
    const { replicas } = await topic.state();
    const first = await refusalOf(topic, 'order-1');
    const receipt = told(context, 'order-1', first);
    if (first) stopsOrders(first, [receipt]);
    await cluster.kill(leader);
    const killed = history.record('harness', 'killed the leader of orders-0');
    const withinMs = replicas.length > 1 ? NEW_LEADER_WITHIN_MS : NO_LEADER_AFTER_MS;
    await mustHappen('another broker leads', () => topic.leaderNow(), {
      withinMs,
      otherwise: () => {
        const none = history.record('broker', `orders-0 has no leader: order-1 cannot be read, nothing can be sent`);
        if (replicas.length === 1) fail('on-one-broker', [receipt, killed, none]);
        inconclusive(`no other broker took over within ${seconds(withinMs)}`);
      },
    });
    const second = await refusalOf(topic, 'order-2');
    if (second) stopsOrders(second, [receipt, killed, told(context, 'order-2', second)]);
    const keys = (await topic.read()).map(({ key }) => String(key));
    if (!keys.includes('order-1')) inconclusive(`orders-0 holds ${keys.join(', ')}, and no order-1`);
  });

  check('an order that one broker alone would keep is refused', {}, async (context) => {
    const { cluster, history } = context;
    const topic = await create(context);
    const leader = await topic.leader();
    const { replicas } = await topic.state();
    const followers = replicas.filter((id) => id !== leader);
    for (const follower of followers) await cluster.stop(follower);
    await topic.inSyncAre([leader]);
    const alone = history.record('harness', 'stopped every broker but the leader of orders-0');
    const refusal = await refusalOf(topic, 'order-1');
    const answer = told(context, 'order-1', refusal);
    if (refusal === 'NOT_ENOUGH_REPLICAS') return;
    if (refusal) inconclusive(`the broker refused with ${refusal}`);
    if (followers.length === 0) fail('on-one-broker', [answer]);
    // What that receipt is worth: its broker loses its disk, the others are well.
    await cluster.kill(leader);
    await cluster.wipe(leader);
    const wiped = history.record('harness', 'the leader died and lost its disk; all brokers were started again');
    for (const id of [...followers, leader]) await cluster.start(id);
    const keys = (await topic.read()).map(({ key }) => String(key));
    const held = keys.length === 0 ? 'is empty' : `holds ${keys.join(', ')}`;
    const left = history.record('broker', `orders-0 ${held}: an order with a receipt is gone`);
    if (keys.includes('order-1')) inconclusive('the wiped broker had its data back');
    fail('receipt-of-one-broker', [alone, answer, wiped, left]);
  });
}
