import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../harness/broker/eventually.ts';
import { appendRecords, readPartition } from '../../harness/broker/log.ts';
import { ownBrokers } from '../support/brokers.ts';
import { kafka } from '../support/shop.ts';
import { topicsOn } from '../support/topics.ts';

// What docs/concepts/brokers-and-topics.md says of what a broker keeps, on one that looks for old records all the time.
const brokers = ownBrokers('one', () => ({
  'log.retention.check.interval.ms': '200', // 300000
  'log.cleaner.backoff.ms': '200', // 15000
}));

const { newTopic, stored: values } = topicsOn(brokers);
const stored = (topic: string) => readPartition(brokers().ask(), topic, 0);
const append = (topic: string, ...records: Parameters<typeof appendRecords>[3]) =>
  appendRecords(brokers().ask(), topic, 0, records);
const isEmpty = (topic: string) =>
  eventually('the broker has deleted it', async () => (await values(topic)).length === 0, { withinMs: 30_000 });

const HOUR = 3_600_000;

/** Has the broker delete what comes before this offset, as retention would. */
async function deleteUpTo(topic: string, offset: bigint): Promise<void> {
  const partitions = [{ partition_index: 0, offset }];
  await brokers()
    .ask()
    .request('DeleteRecords', 2, { topics: [{ name: topic, partitions }], timeout_ms: 5_000 });
  expect(await values(topic)).toEqual([]);
}

/** What a group reads that comes back when its next record is deleted: “packed” is there then, “later” comes after it. */
async function readAfterALoss({ fromBeginning }: { fromBeginning: boolean }): Promise<string[]> {
  const topic = await newTopic();
  await append(topic, { value: 'placed' }, { value: 'paid' });
  const read: string[] = [];
  const join = async () => {
    const groupId = `packers-of-${topic}`;
    const consumer = kafka(brokers().addresses).consumer({ groupId, maxWaitTimeInMs: 100 });
    onTestFinished(() => consumer.disconnect());
    await consumer.subscribe({ topic, fromBeginning });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => void read.push(String(message.value)),
    });
    return consumer;
  };
  const before = await join();
  await before.commitOffsets([{ topic, partition: 0, offset: '1' }]);
  await before.disconnect();
  read.length = 0;
  await deleteUpTo(topic, 2n);
  await append(topic, { value: 'packed' });
  await join();
  await eventually(
    'it reads again',
    async () => {
      await append(topic, { value: 'later' }); // the end is where it is when the group asks for it
      return read.includes('later');
    },
    { withinMs: 30_000, everyMs: 100 },
  );
  return [...new Set(read)];
}

describe('a broker keeps records by its own rules', () => {
  test('records stay when they were read, and go when their retention is over; no offset is given out again', async () => {
    const topic = await newTopic();
    await append(topic, { value: 'placed' }, { value: 'paid' });
    const client = kafka(brokers().addresses);
    const consumer = client.consumer({ groupId: 'packers', maxWaitTimeInMs: 100 });
    let read = 0;
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async () => void read++ });
    await eventually('both are read', () => read === 2, { withinMs: 30_000 });
    await consumer.disconnect();
    expect(await values(topic)).toEqual(['placed', 'paid']);
    const admin = client.admin();
    const configEntries = [{ name: 'retention.ms', value: '1' }];
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: topic, configEntries }] });
    await admin.disconnect();
    await isEmpty(topic);
    expect(await append(topic, { value: 'packed' })).toBe(2n);
  });

  test('a group whose next record is gone begins anew: at the first one that is there, if it reads from the beginning', async () => {
    expect(await readAfterALoss({ fromBeginning: true })).toEqual(['packed', 'later']);
  });

  test('a group whose next record is gone begins anew: at the end, if it does not read from the beginning', async () => {
    expect(await readAfterALoss({ fromBeginning: false })).toEqual(['later']);
  });

  test('retention looks at whole segments: an old record stays as long as a young one is in its file', async () => {
    const hourly = { 'retention.ms': String(HOUR) };
    const producer = kafka(brokers().addresses).producer();
    onTestFinished(() => producer.disconnect());
    await producer.connect();
    const old = { value: 'old', timestamp: String(Date.now() - 2 * HOUR) };
    const mixed = await newTopic(1, hourly);
    await producer.send({ topic: mixed, messages: [old, { value: 'young' }] });
    for (const _pass of [1, 2]) {
      const witness = await newTopic(1, hourly); // once its record is gone, the broker has looked at all topics
      await producer.send({ topic: witness, messages: [old] });
      await isEmpty(witness);
    }
    expect(await values(mixed)).toEqual(['old', 'young']);
  });

  test('compaction keeps the latest record of each key, at its offset', async () => {
    const compacted = { 'cleanup.policy': 'compact', 'segment.ms': '100', 'min.cleanable.dirty.ratio': '0.01' };
    const topic = await newTopic(1, compacted);
    await append(topic, { key: 'order-1', value: 'placed' }, { key: 'order-2', value: 'placed' });
    await append(topic, { key: 'order-1', value: 'paid' });
    const kept = await eventually(
      'it is compacted',
      async () => {
        await append(topic, { key: 'clock', value: 'tick' }); // the file that is written to is left alone: a new one is begun
        const orders = (await stored(topic)).filter(({ key }) => String(key) !== 'clock');
        return orders.length === 2 && orders;
      },
      { withinMs: 30_000, everyMs: 100 },
    );
    expect(kept.map(({ offset, key, value }) => `${offset} ${key} ${value}`)).toEqual([
      '1 order-2 placed',
      '2 order-1 paid',
    ]);
  });
});
