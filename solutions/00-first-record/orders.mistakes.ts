import type { Mistakes } from '#define';
import type lab from '#lab/00-first-record/lab.ts';

export default {
  'auto-created-topic': {
    believed: 'The topic comes into being when the first record is sent to it.',
    diagnosis: 'topic-not-created',
    edits: {
      [`const topics = await admin.listTopics();
  if (!topics.includes(topic)) await admin.createTopics({ topics: [{ topic, numPartitions: 3 }] });`]: '',
    },
  },
  'default-partitions': {
    believed: '`createTopics` makes the topic that the shop needs.',
    diagnosis: 'wrong-partition-count',
    edits: { 'topic, numPartitions: 3': 'topic' },
  },
  'send-not-awaited': {
    believed: 'The producer brings the order to the broker, so nobody needs to wait for it.',
    diagnosis: 'send-not-awaited',
    edits: { 'await producer.send({': 'void producer.send({' },
  },
  'rejection-swallowed': {
    believed: 'A program that logs an error has handled it.',
    diagnosis: 'send-not-awaited',
    edits: {
      'await producer.send({ topic, messages: [{ key: order.id, value: JSON.stringify(order) }] });': `try {
        await producer.send({ topic, messages: [{ key: order.id, value: JSON.stringify(order) }] });
      } catch (error) {
        console.error('could not send', order.id, (error as Error).name);
      }`,
    },
  },
  'flush-by-size': {
    believed: 'Fewer requests are faster, so the program sends when four orders have come together.',
    diagnosis: 'record-missing',
    edits: {
      'await producer.connect();': `await producer.connect();
  const waiting: Order[] = [];`,
      'await producer.send({ topic, messages: [{ key: order.id, value: JSON.stringify(order) }] });': `waiting.push(order);
      if (waiting.length < 4) return;
      const messages = waiting.splice(0).map((each) => ({ key: each.id, value: JSON.stringify(each) }));
      await producer.send({ topic, messages });`,
    },
  },
  'sent-twice': {
    believed: 'An order that is sent twice is safer than an order that is sent once.',
    diagnosis: 'record-doubled',
    edits: {
      '[{ key: order.id, value: JSON.stringify(order) }]':
        '[1, 2].map(() => ({ key: order.id, value: JSON.stringify(order) }))',
    },
  },
  'no-key': {
    believed: 'The id is in the value anyway, so the record needs no key.',
    diagnosis: 'no-key',
    edits: { '[{ key: order.id,': '[{' },
  },
  'customer-as-key': {
    believed: 'The orders of a customer belong together, so the customer is the key.',
    diagnosis: 'wrong-key',
    edits: { 'key: order.id': 'key: order.customer' },
  },
  'value-to-string': {
    believed: 'A value is text, so `String(order)` makes the value.',
    diagnosis: 'value-not-json',
    edits: { 'value: JSON.stringify(order)': 'value: String(order)' },
  },
  'connect-for-each-send': {
    believed: 'A program that opens, uses and closes a producer for each order leaks nothing.',
    diagnosis: 'connects-each-time',
    edits: {
      'const producer = kafka.producer();': '',
      'await producer.connect();': '',
      'await producer.send({ topic, messages: [{ key: order.id, value: JSON.stringify(order) }] });': `const producer = kafka.producer();
      await producer.connect();
      await producer.send({ topic, messages: [{ key: order.id, value: JSON.stringify(order) }] });
      await producer.disconnect();`,
      'await producer.disconnect();': '',
    },
  },
  'from-the-end': {
    believed: 'A consumer reads the topic, so it reads all of it.',
    diagnosis: 'reads-from-the-end',
    edits: { 'await consumer.subscribe({ topic, fromBeginning: true });': 'await consumer.subscribe({ topic });' },
  },
  'one-group-for-all-readings': {
    believed: 'A group id is a name, and `fromBeginning` says where the consumer begins.',
    diagnosis: 'reads-once-only',
    edits: {
      'const admin = kafka.admin();': `const admin = kafka.admin();
  const groupId = \`reader-\${randomUUID()}\`;`,
      'groupId: `reader-${randomUUID()}`': 'groupId',
    },
  },
  'first-partition-only': {
    believed: 'All records are in the partition of the topic.',
    diagnosis: 'reads-not-all',
    edits: {
      'return await readUntil(consumer, ends);': `const found = await readUntil(consumer, ends);
        return found.filter(({ partition }) => partition === 0);`,
    },
  },
  'never-closed': {
    believed: 'Kafka notices when a client is no longer there, so the program closes nothing.',
    diagnosis: 'left-open',
    edits: {
      [`async close() {
      await producer.disconnect();
      await admin.disconnect();
    },`]: 'async close() {},',
    },
  },
} satisfies Mistakes<typeof lab>;
