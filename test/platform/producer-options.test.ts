import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { eventually } from '../../harness/broker/eventually.ts';
import { listTopics } from '../../harness/broker/topics.ts';
import { ownBrokers } from '../support/brokers.ts';
import { runJava } from '../support/java.ts';
import { kafka, openWire, Partitioners, quick, send, timedOut, type Wire } from '../support/shop.ts';
import { topicsOn } from '../support/topics.ts';

// What docs/producer-options.md says of retries, partitions and topics, on a real broker behind a tap.
const brokers = ownBrokers('one', () => ({ 'auto.create.topics.enable': 'true' }));
const { newTopic, stored } = topicsOn(brokers);

/** The partitions that records were sent to, one request after the other. */
const sentTo = (wire: Wire) => wire.requests('Produce').map(({ partitions }) => partitions![0]!.partition);

describe('retry', () => {
  test('`retries: 2` is three requests', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ retry: { ...quick, retries: 2 } });
    wire.lane.add({ api: 'Produce', every: true }, timedOut);
    await expect(send(producer, topic, 'placed')).rejects.toMatchObject({
      name: 'KafkaJSNumberOfRetriesExceeded',
      retryCount: 2,
    });
    expect(wire.requests('Produce')).toHaveLength(3);
  });

  test('the tries go on when their waits together are longer than `maxRetryTime`', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ retry: { ...quick, retries: 6, maxRetryTime: 20 } });
    wire.lane.add({ api: 'Produce', every: true }, timedOut);
    await expect(send(producer, topic, 'placed')).rejects.toThrow();
    expect(wire.requests('Produce')).toHaveLength(7); // after 6 × 20 ms
  });

  test('what the broker refuses for good is not tried again', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ retry: quick });
    await expect(send(producer, topic, 'x'.repeat(2_000_000))).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
    expect(wire.requests('Produce')).toHaveLength(1);
  });

  test('a producer’s own values replace those of the client, one by one', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ retry: { retries: 1 } }, { retry: { ...quick, retries: 4 } });
    wire.lane.add({ api: 'Produce', every: true }, timedOut);
    await expect(send(producer, topic, 'placed')).rejects.toMatchObject({ retryTime: 20 });
    expect(wire.requests('Produce')).toHaveLength(2);
  });

  test('it is not asked when an idempotent producer gets its id: that is retried as kafkajs’s defaults say', async () => {
    const wire = await openWire(brokers().all);
    for (const nth of [1, 1]) // each rule counts what the one before has let through
      wire.lane.add({ api: 'InitProducerId', nth }, { act: 'refuse', error: 'COORDINATOR_LOAD_IN_PROGRESS' });
    await wire.producer({ idempotent: true, retry: { ...quick, retries: 1 } });
    expect(wire.requests('InitProducerId').length).toBeGreaterThan(2); // the broker may be late by itself, too
  });

  test('`restartOnFailure` is for consumers: a producer that fails does not ask it', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const restartOnFailure = vi.fn(async () => true);
    const producer = await wire.producer({ retry: { ...quick, retries: 1, restartOnFailure } });
    wire.lane.add({ api: 'Produce', every: true }, timedOut);
    await expect(send(producer, topic, 'placed')).rejects.toThrow();
    expect(restartOnFailure).not.toHaveBeenCalled();
  });

  test('`restartOnFailure` that says false leaves a failed consumer where it is', async () => {
    const topic = await newTopic();
    const producer = await (await openWire(brokers().all)).producer();
    await send(producer, topic, 'placed');
    const restartOnFailure = vi.fn(async () => false);
    const retry = { ...quick, retries: 0, restartOnFailure };
    const consumer = kafka(brokers().addresses).consumer({ groupId: topic, retry, maxWaitTimeInMs: 100 });
    onTestFinished(() => consumer.disconnect());
    const crashed = new Promise<boolean>((resolve) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.restart));
    });
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async () => {
        throw new Error('no printer');
      },
    });
    expect(await crashed).toBe(false);
    expect(restartOnFailure).toHaveBeenCalledTimes(1);
  });
});

describe('createPartitioner', () => {
  const keys = Array.from({ length: 200 }, (_, index) => `order-${index}-${'x'.repeat(index % 7)}`);
  const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [1],
    isr: [1],
  }));
  const placed = (create: typeof Partitioners.DefaultPartitioner) => {
    const partitioner = create();
    return keys.map((key) => partitioner({ topic: 'orders', partitionMetadata, message: { key, value: '' } }));
  };

  test('the default puts a key where Java puts it; the legacy one puts many elsewhere', async () => {
    const ofJava = (await runJava('PartitionOfKeys', '12', ...keys)).map(Number);
    expect(placed(Partitioners.DefaultPartitioner)).toEqual(ofJava);
    const elsewhere = placed(Partitioners.LegacyPartitioner).filter((partition, at) => partition !== ofJava[at]);
    expect(elsewhere.length).toBeGreaterThan(50);
  });

  test('without one, a producer has the default', async () => {
    const topic = await newTopic(12);
    const wire = await openWire(brokers().all);
    const producer = await wire.producer();
    for (const key of keys.slice(0, 5)) await send(producer, topic, 'placed', key);
    expect(sentTo(wire)).toEqual(placed(Partitioners.DefaultPartitioner).slice(0, 5));
  });

  test('a key that is empty is a key; a partition that the message names goes before its key', async () => {
    const partitioner = Partitioners.DefaultPartitioner();
    const where = (message: { key: string | null; value: string; partition?: number }) =>
      partitioner({ topic: 'orders', partitionMetadata, message });
    const [first, ...others] = Array.from({ length: 20 }, () => where({ key: '', value: '' }));
    expect(new Set(others)).toEqual(new Set([first]));
    expect(where({ key: 'order-1', value: '', partition: 7 })).toBe(7);
  });

  test('it is asked again at each retry: a record without key goes to another partition then, and is there twice, idempotent or not', async () => {
    const topic = await newTopic(2);
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ idempotent: true, retry: quick });
    const cut = wire.lane.add({ api: 'Produce', at: 'answer' }, { act: 'cut' });
    await send(producer, topic, 'placed', null);
    await cut.hit;
    expect(sentTo(wire).toSorted()).toEqual([0, 1]);
    expect([await stored(topic, 0), await stored(topic, 1)]).toEqual([['placed'], ['placed']]);
  });
});

describe('metadataMaxAge', () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  test('metadata older than 5 minutes is asked for again by the next send', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    vi.useFakeTimers({ toFake: ['Date'] });
    const producer = await wire.producer();
    await send(producer, topic, 'placed');
    const asked = () => wire.requests('Metadata').length;
    const before = asked();
    const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);
    later(290);
    await send(producer, topic, 'paid');
    expect(asked()).toBe(before);
    later(20);
    await send(producer, topic, 'packed');
    expect(asked()).toBe(before + 1);
    const lastTwo = wire.seen.filter(({ kind }) => kind === 'request').slice(-2);
    expect(lastTwo.map(({ api }) => api)).toEqual(['Metadata', 'Produce']);
  });

  test('no timer asks for it: an idle producer’s metadata gets as old as it likes', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    const producer = await wire.producer({ metadataMaxAge: 1_000 });
    await send(producer, topic, 'placed');
    const before = wire.requests('Metadata').length;
    vi.advanceTimersByTime(60_000);
    await stored(topic); // what a timer asked for would have passed the tap by then
    expect(wire.requests('Metadata')).toHaveLength(before);
  });

  test('until then a producer does not send to partitions that were added', async () => {
    const topic = await newTopic(1);
    const wire = await openWire(brokers().all);
    vi.useFakeTimers({ toFake: ['Date'] });
    const producer = await wire.producer({ metadataMaxAge: 60_000 });
    const keys = ['order-1', 'order-2', 'order-3', 'order-4', 'order-5', 'order-6', 'order-7', 'order-8'];
    const sendAll = async () => {
      for (const key of keys) await send(producer, topic, 'placed', key);
      return new Set(sentTo(wire).slice(-keys.length));
    };
    await sendAll();
    const admin = kafka(brokers().addresses).admin();
    await admin.createPartitions({ topicPartitions: [{ topic, count: 4 }] });
    await eventually('the new ones are led', () => stored(topic, 3).then(() => true));
    await admin.disconnect();
    expect(await sendAll()).toEqual(new Set([0]));
    vi.setSystemTime(Date.now() + 61_000);
    expect((await sendAll()).size).toBeGreaterThan(1);
  });

  test('a refusal that tells of old metadata has it asked for at once', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ retry: quick });
    await send(producer, topic, 'placed');
    const before = wire.requests('Metadata').length;
    wire.lane.add({ api: 'Produce' }, { act: 'refuse', error: 'NOT_LEADER_OR_FOLLOWER' });
    await send(producer, topic, 'paid');
    expect(wire.requests('Metadata')).toHaveLength(before + 1);
  });
});

describe('allowAutoTopicCreation', () => {
  test('true, the default, makes a topic of any name that is sent to, where the broker allows it', async () => {
    const producer = await (await openWire(brokers().all)).producer();
    await send(producer, 'ordres', 'placed');
    expect(await stored('ordres')).toEqual(['placed']);
  });

  test('false makes none, although the broker would', async () => {
    const producer = await (await openWire(brokers().all)).producer({
      allowAutoTopicCreation: false,
      retry: { ...quick, retries: 1 },
    });
    await expect(send(producer, 'oders', 'placed')).rejects.toThrow('does not host this topic-partition');
    expect(await listTopics(brokers().ask(), 'oders')).toEqual([]);
  });
});
