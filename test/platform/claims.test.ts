import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../harness/broker/eventually.ts';
import { createTopics, listTopics } from '../../harness/broker/topics.ts';
import { ownBrokers } from '../support/brokers.ts';
import { runJava } from '../support/java.ts';
import { kafka, openWire } from '../support/shop.ts';
import { topicsOn } from '../support/topics.ts';

// What docs/claims.md and docs/concepts say, of sending, where one broker is enough to show it.
const brokers = ownBrokers('one', () => ({}));

const { newTopic, topicOf, stored } = topicsOn(brokers);
const address = () => brokers().addresses[0]!;

describe('keys and partitions', () => {
  const nine = Array.from({ length: 9 }, (_, index) => ({ value: `order-${index + 1}` }));

  test('kafkajs takes the partitions in turn for records without a key', async () => {
    const topic = await newTopic(3);
    const producer = await (await openWire(brokers().all)).producer();
    for (const message of nine) await producer.send({ topic, messages: [message] });
    for (const partition of [0, 1, 2]) expect(await stored(topic, partition)).toHaveLength(3);
  });

  test('Java puts the records without a key that are in one batch into one partition', async () => {
    expect(await runJava('NullKeys', address(), await newTopic(3))).toEqual(['1']);
  });

  test('partitions can be added, and what is stored stays where it is; none can be taken away', async () => {
    const topic = await newTopic(1);
    const producer = await (await openWire(brokers().all)).producer();
    const keys = Array.from({ length: 20 }, (_, index) => `order-${index + 1}`);
    const sendAll = (value: string, by = producer) => by.send({ topic, messages: keys.map((key) => ({ key, value })) });
    await sendAll('placed');
    const admin = kafka(brokers().addresses).admin();
    onTestFinished(() => admin.disconnect());
    const grow = (partitions: number) => admin.createPartitions({ topicPartitions: [{ topic, count: partitions }] });
    await grow(4);
    await eventually('the new ones are led', () => stored(topic, 3).then(() => true));
    await sendAll('paid', await (await openWire(brokers().all)).producer());
    const where = await Promise.all([0, 1, 2, 3].map((partition) => stored(topic, partition)));
    expect(where[0]!.slice(0, 20)).toEqual(keys.map(() => 'placed'));
    const moved = where.slice(1).flat();
    expect(new Set(moved)).toEqual(new Set(['paid']));
    expect(moved.length).toBeGreaterThan(5);
    await expect(grow(2)).rejects.toMatchObject({ type: 'INVALID_PARTITIONS' });
  });

  test('no partition has more replicas than there are brokers', async () => {
    const two = createTopics(brokers().ask(), [{ name: 'copies', replicationFactor: 2 }]);
    await expect(two).rejects.toThrow('INVALID_REPLICATION_FACTOR');
  });

  test('a client that may create topics makes none where the broker does not', async () => {
    const retry = { retries: 1, initialRetryTime: 20 };
    const producer = await (await openWire(brokers().all)).producer({ allowAutoTopicCreation: true, retry });
    const sent = producer.send({ topic: 'ordres', messages: [{ value: 'placed' }] });
    await expect(sent).rejects.toThrow('does not host this topic-partition');
    expect(await listTopics(brokers().ask(), 'ordres')).toEqual([]);
  });
});

describe('sending', () => {
  test('a send that nobody awaits asks for acks all, as every send does that says nothing else', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer();
    producer.send({ topic, messages: [{ value: 'placed' }] }).catch(() => {});
    await eventually('it is stored', async () => (await stored(topic, 0)).length === 1);
    expect(wire.requests('Produce').map(({ acks }) => acks)).toEqual([-1]);
  });

  test('what cannot be a record, or has no connection, is refused before anything is sent', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer();
    const unconnected = kafka(wire.lane.addresses).producer();
    const early = unconnected.send({ topic, messages: [{ value: 'placed' }] });
    await expect(early).rejects.toThrow('The producer is disconnected');
    const none = producer.send({ topic, messages: [{ value: undefined as unknown as null }] });
    await expect(none).rejects.toThrow('Invalid message without value');
    expect(wire.requests('Produce')).toEqual([]);
  });

  test('what is too large is refused by the broker', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer();
    const large = producer.send({ topic, messages: [{ value: 'x'.repeat(2_000_000) }] });
    await expect(large).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
    expect(wire.requests('Produce')).toHaveLength(1);
  });
});

const inOrder = ['order-0', 'order-1', 'order-2', 'order-3', 'order-4', 'order-5'];

/** The log after six sends of Java's producer, of which the second was refused once. */
async function overARetry(idempotence: string, inFlight: string): Promise<string[]> {
  const topic = await newTopic();
  const { lane, requests } = await openWire(brokers().all);
  const refused = lane.add({ api: 'Produce', nth: 2 }, { act: 'refuse', error: 'NOT_ENOUGH_REPLICAS' });
  await runJava('InOrder', lane.addresses[0]!, topic, idempotence, inFlight);
  await refused.hit;
  expect(requests('Produce').length).toBeGreaterThan(6);
  return (await stored(topic, 0)).map((value) => value.trim());
}

describe('what Java does', () => {
  test('it refuses before sending what is too large for its settings, and what its full buffer does not take in time', async () => {
    const topic = await newTopic();
    const { lane, requests } = await openWire(brokers().all);
    lane.add({ api: 'Produce', every: true }, { act: 'hold' });
    expect(await runJava('BeforeSending', lane.addresses[0]!, topic)).toEqual([
      'too large: RecordTooLargeException',
      'buffer full: BufferExhaustedException',
    ]);
    expect(requests('Produce').length).toBeLessThanOrEqual(2); // the two that the buffer had room for
  });

  test('with one request in flight, its producer keeps the order of sends over a retry', async () => {
    expect(await overARetry('false', '1')).toEqual(inOrder);
  });

  test('idempotent, its producer keeps the order of sends over a retry with five requests in flight', async () => {
    expect(await overARetry('true', '5')).toEqual(inOrder);
  });

  test('its producer lingers for 5 ms and is idempotent; its session is 45 s; its broker knows no ZooKeeper', async () => {
    expect(await runJava('Defaults')).toEqual([
      'producer linger.ms=5',
      'producer acks=all',
      'producer enable.idempotence=true',
      'producer max.in.flight.requests.per.connection=5',
      'consumer session.timeout.ms=45000',
      'consumer heartbeat.interval.ms=3000',
      'consumer max.poll.interval.ms=300000',
      'consumer auto.offset.reset=latest',
      'consumer isolation.level=read_uncommitted',
      'broker zookeeper.connect=unknown process.roles=known',
    ]);
  });

  test('`auto.offset.reset` takes earliest, latest, none or a duration, and not true', async () => {
    const topic = await topicOf('order-1', 'order-2');
    expect(await runJava('OffsetReset', address(), topic)).toEqual([
      'earliest: 0',
      'latest: 2',
      'none: NoOffsetForPartitionException',
      'by_duration:PT1H: 0', // what came in the last hour
      'true: ConfigException',
    ]);
  });
});
