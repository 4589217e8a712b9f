import net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../harness/broker/eventually.ts';
import { decodeRequest, FrameSplitter } from '../../harness/protocol/frame.ts';
import { ownBrokers } from '../support/brokers.ts';
import { type ConsumerConfig, kafka, openWire, type Wire } from '../support/shop.ts';
import { topicsOn } from '../support/topics.ts';

// What docs/claims.md and docs/concepts say of consumers and groups, where one broker is enough to show it.
const brokers = ownBrokers('one', () => ({}));
const { newTopic, topicOf } = topicsOn(brokers);

interface Member {
  wire: Wire;
  /** The values that it was given, in their order. */
  read: string[];
  /** The partitions that it has. */
  partitions(): number[];
  leave(): Promise<void>;
}

/** A kafkajs consumer behind a tap of its own, in the group. It leaves with the test. */
async function join(
  topic: string,
  groupId: string,
  { fromBeginning = true, ...config }: Partial<ConsumerConfig> & { fromBeginning?: boolean } = {},
): Promise<Member> {
  const wire = await openWire(brokers().all);
  const consumer = kafka(wire.lane.addresses).consumer({
    groupId,
    maxWaitTimeInMs: 100,
    heartbeatInterval: 100,
    ...config,
  });
  onTestFinished(() => consumer.disconnect());
  let assigned: number[] = [];
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned = payload.memberAssignment[topic] ?? [];
  });
  const read: string[] = [];
  await consumer.subscribe({ topic, fromBeginning });
  await consumer.run({ eachMessage: async ({ message }) => void read.push(String(message.value)) });
  return { wire, read, partitions: () => assigned, leave: () => consumer.disconnect() };
}

/** How many partitions each of so many members of one group gets in the end, the most first. */
async function sharedOut(partitions: number, members: number): Promise<number[]> {
  const topic = await newTopic(partitions);
  const all: Member[] = [];
  for (let member = 0; member < members; member++) all.push(await join(topic, `packers-of-${topic}`));
  const everyPartition = Array.from({ length: partitions }, (_, partition) => partition);
  await eventually(
    'each partition has one reader',
    () => {
      const had = all.flatMap((member) => member.partitions()).sort((a, b) => a - b);
      return had.join() === everyPartition.join();
    },
    { withinMs: 30_000 },
  );
  return all.map((member) => member.partitions().length).sort((a, b) => b - a);
}

describe('groups', () => {
  test('members beyond the number of partitions are idle; partitions beyond the number of members are not', async () => {
    expect(await sharedOut(2, 3)).toEqual([1, 1, 0]);
    expect(await sharedOut(4, 1)).toEqual([4]);
  });

  test('an odd number of partitions is no better: two members share four evenly, and three not', async () => {
    expect(await sharedOut(4, 2)).toEqual([2, 2]);
    expect(await sharedOut(3, 2)).toEqual([2, 1]);
  });

  test('a group id with the host’s name in it makes each host a group of its own, which reads everything', async () => {
    const topic = await topicOf('order-1', 'order-2');
    const hosts = [await join(topic, 'consumer-host-a'), await join(topic, 'consumer-host-b')];
    for (const { read } of hosts)
      await eventually('it has read all', () => read.join() === 'order-1,order-2', { withinMs: 30_000 });
  });

  test('reading from the earliest or the latest record makes no difference to rebalances', async () => {
    const lastGeneration = async (fromBeginning: boolean) => {
      const topic = await newTopic(2);
      const groupId = `packers-of-${topic}`;
      const stays = await join(topic, groupId, { fromBeginning });
      const goes = await join(topic, groupId, { fromBeginning });
      await eventually('both have one', () => stays.partitions().length === 1, { withinMs: 30_000 });
      await goes.leave();
      await eventually('one has both', () => stays.partitions().length === 2, { withinMs: 30_000 });
      return Math.max(...stays.wire.requests('SyncGroup').map(({ generation }) => generation!));
    };
    expect(await lastGeneration(true)).toBe(await lastGeneration(false));
  });

  test('a consumer that starts again goes on at the committed offset, whatever the one before had read', async () => {
    const topic = await topicOf('order-1', 'order-2', 'order-3', 'order-4');
    const groupId = `packers-of-${topic}`;
    const before = kafka(brokers().addresses).consumer({ groupId, maxWaitTimeInMs: 100 });
    let done = 0;
    await before.subscribe({ topic, fromBeginning: true });
    await before.run({ autoCommit: false, eachMessage: async () => void done++ });
    await eventually('it has read all', () => done === 4, { withinMs: 30_000 });
    await before.commitOffsets([{ topic, partition: 0, offset: '2' }]);
    await before.disconnect();
    const { read } = await join(topic, groupId);
    await eventually('the next one has read', () => read.length === 2, { withinMs: 30_000 });
    expect(read).toEqual(['order-3', 'order-4']);
  });

  test('kafkajs sends a heartbeat every 3 s: it takes no session that is not longer', async () => {
    const consumer = (sessionTimeout: number) => async () => {
      const made = kafka(brokers().addresses).consumer({ groupId: 'packers', sessionTimeout, maxWaitTimeInMs: 100 });
      onTestFinished(() => made.disconnect());
      await made.subscribe({ topic });
      await made.run({ eachMessage: async () => {} });
    };
    const topic = await newTopic();
    await expect(consumer(3_000)()).rejects.toThrow('must be lower than sessionTimeout');
    await expect(consumer(3_001)()).resolves.toBeUndefined();
  });

  test('kafkajs asks for a session of 30 s', async () => {
    const asked: unknown[] = [];
    const frames = new FrameSplitter();
    const socketFactory = ({ host, port, onConnect }: { host: string; port: number; onConnect(): void }) => {
      const socket = net.connect({ host, port }, onConnect);
      const write = socket.write.bind(socket);
      socket.write = ((bytes: Buffer, ...rest: []) => {
        for (const frame of frames.push(bytes)) {
          const { api, body } = decodeRequest(frame);
          if (api?.name === 'JoinGroup') asked.push(body?.session_timeout_ms);
        }
        return write(bytes, ...rest);
      }) as typeof socket.write;
      return socket;
    };
    const topic = await newTopic();
    const consumer = kafka(brokers().addresses, { socketFactory }).consumer({
      groupId: `of-${topic}`,
      maxWaitTimeInMs: 100,
    });
    onTestFinished(() => consumer.disconnect());
    await consumer.subscribe({ topic });
    await consumer.run({ eachMessage: async () => {} });
    expect(new Set(asked)).toEqual(new Set([30_000]));
  });
});
