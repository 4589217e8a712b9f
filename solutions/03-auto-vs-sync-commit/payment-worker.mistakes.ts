import type { Mistakes } from '#define';
import type lab from '#lab/03-auto-vs-sync-commit/lab.ts';

export default {
  'pause-never-resumed': {
    believed: 'kafkajs resumes a paused partition by itself when the gateway has had a rest.',
    diagnosis: 'not-charged',
    edits: {
      'partition, message': 'partition, message, pause',
      'await consumer.commitOffsets([{ topic, partition, offset: next }]);': `await consumer.commitOffsets([{ topic, partition, offset: next }]);
      pause();`,
    },
  },
  'auto-commit-left-on': {
    believed: 'Auto commit moves the offset after each order.',
    diagnosis: 'commits-too-rarely',
    edits: {
      [`autoCommit: false,
    eachMessage: async ({ topic, partition, message }) => {`]: 'eachMessage: async ({ message }) => {',
      [`const next = String(BigInt(message.offset) + 1n);
      await consumer.commitOffsets([{ topic, partition, offset: next }]);`]: '',
    },
  },
  'auto-commit-false-for-consumer': {
    believed: '`autoCommit` is an option of `kafka.consumer()`.',
    diagnosis: 'commits-too-rarely',
    edits: {
      'maxWaitTimeInMs: 200': 'maxWaitTimeInMs: 200, ...{ autoCommit: false }',
      [`autoCommit: false,
    eachMessage: async ({ topic, partition, message }) => {`]: 'eachMessage: async ({ message }) => {',
      [`const next = String(BigInt(message.offset) + 1n);
      await consumer.commitOffsets([{ topic, partition, offset: next }]);`]: '',
    },
  },
  'commit-before-work': {
    believed: 'A worker that commits first charges no order twice.',
    diagnosis: 'commit-before-work',
    edits: {
      'await charge(parseOrder(message));': '',
      'await consumer.commitOffsets([{ topic, partition, offset: next }]);': `await consumer.commitOffsets([{ topic, partition, offset: next }]);
      await charge(parseOrder(message));`,
    },
  },
  'commits-message-offset': {
    believed: 'The committed offset is the offset of the order that was charged last.',
    diagnosis: 'commits-one-short',
    edits: {
      [`const next = String(BigInt(message.offset) + 1n);
      await consumer.commitOffsets([{ topic, partition, offset: next }]);`]:
        'await consumer.commitOffsets([{ topic, partition, offset: message.offset }]);',
    },
  },
  'work-not-awaited': {
    believed: 'The offset may move as soon as the charge has begun.',
    diagnosis: 'work-not-awaited',
    edits: {
      'await charge(parseOrder(message))': 'charge(parseOrder(message)).catch((error) => console.error(error))',
    },
  },
  'error-swallowed': {
    believed: 'A charge that failed is in the log, so the worker can go on with the next order.',
    diagnosis: 'failed-order-skipped',
    edits: {
      'await charge(parseOrder(message));': `try {
        await charge(parseOrder(message));
      } catch (error) {
        console.error('charge failed', error);
      }`,
    },
  },
  'one-offset-for-all-partitions': {
    believed: 'An offset counts the orders of the whole topic, so it holds for each partition.',
    diagnosis: 'one-offset-for-all-partitions',
    edits: {
      '({ topic, partition': '({ topic',
      'consumer.commitOffsets([{ topic, partition, offset: next }])':
        'consumer.commitOffsets([0, 1].map((partition) => ({ topic, partition, offset: next })))',
    },
  },
  'never-commits': {
    believed: 'The group knows which orders a worker has handled, even when the worker commits nothing.',
    diagnosis: 'never-commits',
    edits: {
      'eachMessage: async ({ topic, partition, message }) => {': 'eachMessage: async ({ message }) => {',
      [`const next = String(BigInt(message.offset) + 1n);
      await consumer.commitOffsets([{ topic, partition, offset: next }]);`]: '',
    },
  },
  'whole-batch-at-once': {
    believed: 'A batch is done sooner when the worker charges all its orders at the same time.',
    diagnosis: 'charged-at-once',
    edits: {
      [`eachMessage: async ({ topic, partition, message }) => {
      await charge(parseOrder(message));
      const next = String(BigInt(message.offset) + 1n);`]: `eachBatch: async ({ batch: { topic, partition, messages } }) => {
      await Promise.all(messages.map((message) => charge(parseOrder(message))));
      const next = String(BigInt(messages.at(-1)!.offset) + 1n);`,
    },
  },
} satisfies Mistakes<typeof lab>;
