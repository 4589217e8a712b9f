import {
  attempt,
  type CheckContext,
  checksOf,
  eventually,
  exchangeOf,
  incompressible,
  inconclusive,
  kafkaClient,
  type LearnerProcess,
  mayHappen,
  mustHappen,
  sendsTo,
  type TestTopic,
} from '#testing';
import { fail } from './judging.ts';
import lab from './lab.ts';
import type { Order, StoredOrder } from './order.ts';

const check = checksOf(lab);

const order = (number: number, item = 'tea'): Order => ({
  id: `order-${number}`,
  customer: `customer-${number % 2}`,
  item,
  priceCents: 100 * number,
});

interface OrderLog {
  send(order: Order): Promise<void>;
  readAll(): Promise<StoredOrder[]>;
  close(): Promise<void>;
}

/** Starts the learner's program and opens its order log on a topic that nobody has created. */
async function open({
  cluster,
  history,
  startLearner,
}: CheckContext): Promise<{ learner: LearnerProcess; topic: TestTopic; log: OrderLog }> {
  const topic = cluster.topic(cluster.topicName('orders'), 'orders');
  const learner = await startLearner();
  const log = await learner.call<OrderLog>('orders.ts', 'openOrderLog', { kafka: kafkaClient(), topic: topic.name });
  const partitions = await topic.partitions();
  const seen = history.record(
    'broker 1',
    partitions.length === 0 ? 'knows no topic orders' : `orders has ${partitions.length} partitions`,
  );
  if (partitions.length === 0) fail('topic-not-created', [seen]);
  if (partitions.length !== 3) fail('wrong-partition-count', [seen]);
  return { learner, topic, log };
}

/** What the broker holds of all partitions, in the form of the lab. */
async function stored(
  topic: TestTopic,
): Promise<{ partition: number; offset: string; key: string | null; value: string }[]> {
  const all = [];
  for (const { partition } of await topic.partitions())
    for (const { offset, key, value } of await topic.read(partition))
      all.push({ partition, offset: String(offset), key: key?.toString() ?? null, value: value?.toString() ?? '' });
  return all;
}

check(
  'the topic exists after opening, with three partitions, and is found again by the next opening',
  {},
  async (context) => {
    const { learner, topic } = await open(context);
    await learner.call('orders.ts', 'openOrderLog', { kafka: kafkaClient(), topic: topic.name });
  },
);

check('each order is one record: its id is the key, its JSON is the value', {}, async (context) => {
  const { history } = context;
  const { topic, log } = await open(context);
  const orders = [1, 2, 3, 4, 5].map((number) => order(number));
  const begun = history.record('harness', 'calls send(order-1) … send(order-5)');
  for (const each of orders) await log.send(each);
  const sent = history.record('you', 'send(order-1) … send(order-5) resolved');
  const asked = () => sendsTo(history, topic, begun).filter(({ details }) => details.kind === 'request');
  // A send that nobody awaits is another check's; here the records get the time to arrive.
  const areThere = async () => {
    const found = await stored(topic);
    return found.length >= 5 && found;
  };
  const records = (await mayHappen('five records', areThere, { withinMs: 3_000 })) ?? (await stored(topic));
  const at = ({ partition, offset }: { partition: number; offset: string }) => `orders-${partition}, offset ${offset}`;
  const tell = (record: (typeof records)[number]) =>
    history.record('broker 1', `${at(record)}: key ${record.key ?? 'null'}, value ${shortened(record.value)}`);
  // Where a record without a key lands is up to chance, so its place is no evidence.
  const keyless = (found: typeof records) =>
    history.record(
      'broker 1',
      `${found.filter(({ key }) => key === null).length} of ${found.length} records have no key`,
    );
  for (const record of records) {
    if (record.key === null) fail('no-key', [keyless(records)]);
    const original = orders.find(({ id }) => record.value.includes(`"${id}"`));
    if (!original || record.value !== JSON.stringify(original)) {
      const parsed = original && parse(record.value);
      if (!parsed || JSON.stringify(sorted(parsed)) !== JSON.stringify(sorted(original)))
        fail('value-not-json', [tell(record)]);
    }
    if (record.key !== original!.id) fail('wrong-key', [tell(record)]);
  }
  for (const { id } of orders) {
    const copies = records.filter(({ key }) => key === id);
    if (copies.length === 0)
      fail('record-missing', [
        ...asked().slice(0, 2),
        sent,
        history.record('broker 1', `orders holds no record of ${id}`),
      ]);
    if (copies.length > 1) fail('record-doubled', copies.map(tell));
  }
});

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

const parse = (text: string): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** JSON may name an order's fields in any order. */
const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));

check('an order that the broker refuses is reported to the caller', {}, async (context) => {
  const { history } = context;
  const { topic, log } = await open(context);
  await log.send(order(1));
  history.record('you', 'send(order-1): resolved');
  const tooLarge = order(2, incompressible(1_500_000));
  const limit = history.record(
    'harness',
    'sends order-2 of 1.5 MB; the broker refuses records over 1 MB (message.max.bytes)',
  );
  const sending = attempt(history, 'send(order-2)', log.send(tooLarge));
  if (!(await sending.settled(10_000)))
    inconclusive('the broker did not answer a record that is too large within 10 s');
  if (sending.outcome !== 'resolved') return;
  // Where nobody waited for it, the answer is still to come.
  const refused = sendsTo(history, topic, limit).find(({ details }) => details.kind === 'answer' && details.errors);
  fail('send-not-awaited', [limit, ...(refused ? exchangeOf(history, refused) : []), sending.event!]);
});

check('five orders travel on connections that were opened once', {}, async (context) => {
  const { history } = context;
  const { learner, log } = await open(context);
  await log.send(order(1)); // kafkajs connects to a partition's leader when it is first needed
  const before = learner.lane.connectionsOpened;
  for (const number of [2, 3, 4, 5, 6]) await log.send(order(number));
  const opened = learner.lane.connectionsOpened - before;
  const counted = history.record('harness', `five more orders opened ${opened} more connections to the broker`);
  if (opened > 0) fail('connects-each-time', [counted]);
});

check(
  'reading gives every order from the first one on, with its partition and offset, each time',
  {},
  async (context) => {
    const { history } = context;
    const { topic, log } = await open(context);
    for (const number of [1, 2, 3]) await log.send(order(number));
    // Somebody else's orders too, so that every partition holds some.
    for (const partition of [0, 1, 2]) {
      const other = order(10 + partition);
      await topic.append([{ key: other.id, value: JSON.stringify(other) }], { partition });
    }
    const held = await eventually('six records', async () => {
      const found = await stored(topic);
      return found.length >= 6 && found;
    });
    const holds = history.record('broker 1', 'orders holds 6 records in 3 partitions');
    for (const time of ['first', 'second']) {
      const found = await log.readAll();
      const read = history.record('you', `the ${time} readAll() gave ${found.length} orders`);
      if (found.length === 0) fail(time === 'first' ? 'reads-from-the-end' : 'reads-once-only', [holds, read]);
      const place = ({ partition, offset, key }: { partition: number; offset: string; key: string | null }) =>
        `${partition}/${offset}/${key}`;
      const missing = held.filter((record) => !found.some((other) => place(other) === place(record)));
      const [first] = missing;
      if (first) {
        const where = history.record(
          'broker 1',
          `holds ${first.key} in orders-${first.partition} at offset ${first.offset}; readAll() has it not`,
        );
        fail('reads-not-all', [holds, read, where]);
      }
      if (found.length !== held.length) fail('reads-not-all', [holds, read]);
    }
  },
);

check('closing ends every connection, and the program can end by itself', {}, async (context) => {
  const { history } = context;
  const { learner, log } = await open(context);
  await log.readAll(); // nothing yet: it costs a connection and no wait
  await log.send(order(1));
  await log.close();
  const closed = history.record('you', 'close() resolved');
  await mustHappen('all sockets are closed', () => learner.lane.connections.length === 0, {
    withinMs: 2_000,
    otherwise: () => {
      const open = history.record(
        'harness',
        `connections to the broker are still open: ${learner.lane.connections.length}`,
      );
      fail('left-open', [closed, open]);
    },
  });
  const end = await learner.endsByItself(5_000);
  if (end === undefined) fail('left-open', [closed, history.record('harness', 'the process still runs 5 s later')]);
});
