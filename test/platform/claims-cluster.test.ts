import { describe, expect, onTestFinished, test } from 'vitest';
import { BrokerConnection } from '../../harness/broker/connection.ts';
import { eventually } from '../../harness/broker/eventually.ts';
import { appendRecords, endOffset, readPartition } from '../../harness/broker/log.ts';
import { createTopics } from '../../harness/broker/topics.ts';
import { ownBrokers } from '../support/brokers.ts';
import { kafka, openWire } from '../support/shop.ts';

// What docs/claims.md and docs/concepts say, where it takes three brokers to show it. Each of them is a rack of its own.
const brokers = ownBrokers('three', (id) => ({
  'broker.rack': `rack-${id}`,
  'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
  'broker.session.timeout.ms': '9000', // as without the labs: a frozen broker stays in sync for so long
}));

let topics = 0;
/** A topic of one partition on these brokers, the leader first, with all of them in sync. */
async function newTopic(replicas: number[], minInSync = 1): Promise<string> {
  const name = `orders-${++topics}`;
  const configs = { 'min.insync.replicas': String(minInSync) };
  await createTopics(brokers().ask(), [{ name, replicas: [replicas], configs }]);
  const [leader] = replicas;
  await brokers().partition(name, 0, (found) => found.leader === leader && found.inSync.length === replicas.length);
  await eventually('it is served', () => endOffset(brokers().ask(leader), name, 0).then(() => true));
  return name;
}

const valuesIn = async (topic: string, leader: number): Promise<string[]> =>
  (await readPartition(brokers().ask(leader), topic, 0)).map(({ value }) => String(value));

/** Reads the topic’s first record as a program on this rack (or on none) and tells which brokers gave records. */
async function readFrom(topic: string, rackId?: string): Promise<Set<number | undefined>> {
  const wire = await openWire(brokers().all);
  const group = { groupId: `of-${topic}-${rackId}`, maxWaitTimeInMs: 100 };
  const consumer = kafka(wire.lane.addresses).consumer(rackId === undefined ? group : { ...group, rackId });
  onTestFinished(() => consumer.disconnect());
  const read: string[] = [];
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ eachMessage: async ({ message }) => void read.push(String(message.value)) });
  await eventually('it is read', () => read.length > 0, { withinMs: 30_000 });
  const gaveRecords = wire.seen.filter(
    ({ kind, api, partitions }) =>
      kind === 'answer' && api === 'Fetch' && partitions?.some(({ records = 0 }) => records > 0),
  );
  return new Set(gaveRecords.map(({ broker }) => broker));
}

describe('reading', () => {
  test('a consumer that names its rack reads from the follower there; one that names none, from the leader', async () => {
    const topic = await newTopic([1, 2, 3]);
    await appendRecords(brokers().ask(1), topic, 0, [{ value: 'placed' }]);
    expect(await readFrom(topic)).toEqual(new Set([1]));
    expect(await readFrom(topic, 'rack-3')).toEqual(new Set([3]));
  });

  test('what a follower that is in sync lacks is given to no consumer', async () => {
    const topic = await newTopic([1, 3]);
    const leader = brokers().ask(1);
    await brokers().node(3).freeze();
    try {
      await appendRecords(leader, topic, 0, [{ value: 'placed' }], { acks: 1 });
      expect(await endOffset(leader, topic, 0)).toBe(0n);
      expect(await valuesIn(topic, 1)).toEqual([]);
    } finally {
      brokers().node(3).resume();
    }
    await eventually('it is given', async () => (await valuesIn(topic, 1)).join() === 'placed');
  });
});

describe('acks', () => {
  test('all waits for everyone who is in sync now, whatever min.insync.replicas says; 1 waits for the leader alone', async () => {
    const topicOfTwo = await newTopic([1, 2, 3], 2);
    const topicOfOne = await newTopic([1, 2, 3], 1);
    const witness = await newTopic([1, 2]);
    // A broker answers a connection's requests one after the other, so each that may wait has its own.
    const connect = () => {
      const connection = new BrokerConnection(brokers().all[0]!);
      onTestFinished(() => connection.close());
      return connection;
    };
    const answered: string[] = [];
    const sendToAll = async (topic: string) => {
      await appendRecords(connect(), topic, 0, [{ value: 'for all' }], { timeoutMs: 60_000 });
      answered.push(topic);
    };
    const leader = connect();
    const sendToLeader = (topic: string) => appendRecords(leader, topic, 0, [{ value: 'for one' }], { acks: 1 });
    await brokers().node(3).freeze();
    try {
      const all = [sendToAll(topicOfTwo), sendToAll(topicOfOne)];
      for (const topic of [topicOfTwo, topicOfOne])
        await eventually('the other is in the log before it', async () => (await sendToLeader(topic)) > 0n);
      // Broker 2 fetches all partitions together: once it has these, it has what came before them.
      for (const value of ['first', 'second']) await appendRecords(leader, witness, 0, [{ value }]);
      expect(answered).toEqual([]);
      brokers().node(3).resume();
      await Promise.all(all);
    } finally {
      brokers().node(3).resume();
    }
  });

  test('1 loses nothing that a follower had fetched when the leader died', async () => {
    const topic = await newTopic([2, 3]);
    const leader = brokers().ask(2);
    await appendRecords(leader, topic, 0, [{ value: 'placed' }], { acks: 1 });
    await eventually('the follower has fetched it', async () => (await endOffset(leader, topic, 0)) === 1n);
    await brokers().node(2).end('SIGKILL');
    await brokers().partition(topic, 0, (found) => found.leader === 3);
    await eventually('broker 3 serves it', async () => (await valuesIn(topic, 3)).join() === 'placed');
  });

  test('all is answered by the leader alone, once nobody else is in sync and min.insync.replicas is 1', async () => {
    const topic = await newTopic([1, 3]);
    await brokers().node(3).end('SIGTERM');
    await brokers().partition(topic, 0, ({ inSync }) => inSync.join() === '1');
    expect(await appendRecords(brokers().ask(1), topic, 0, [{ value: 'placed' }], { acks: -1 })).toBe(0n);
  });
});
