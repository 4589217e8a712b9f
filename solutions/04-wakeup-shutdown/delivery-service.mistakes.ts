import type { Mistakes } from '#define';
import type lab from '#lab/04-wakeup-shutdown/lab.ts';

export default {
  'in-hand-not-awaited': {
    believed: 'The shutdown waits for the order in hand, so the handler need not wait.',
    diagnosis: 'several-in-hand',
    edits: { 'await inHand;': 'inHand.catch(() => process.exit(1));' },
  },
  'from-the-end': {
    believed: 'A new service begins with new orders.',
    diagnosis: 'not-delivered',
    edits: { 'fromBeginning: true': 'fromBeginning: false' },
  },
  'no-handler': {
    believed: 'Kafka remembers the offsets, so a service can be killed at any time.',
    diagnosis: 'no-handler',
    edits: {
      'deliver, deadlineMs': 'deliver',
      [`let inHand: Promise<void> = Promise.resolve();
  let shuttingDown: Promise<void> | undefined;`]: '',
      [`if (shuttingDown) return; // neither delivered nor committed: the next service reads it
        inHand = handle(partition, message);
        await inHand;`]: 'await handle(partition, message);',
      [`async function shutDown(): Promise<void> {
    setTimeout(() => process.exit(1), deadlineMs); // what hangs is not committed
    await joined; // a consumer that disconnects while it joins goes on to join
    await inHand.catch(() => {}); // its commit, too: a consumer that stops commits nothing any more
    await consumer.disconnect(); // leaves the group
    await producer.disconnect();
    process.exit(0);
  }

  process.on('SIGTERM', () => {
    shuttingDown ??= shutDown();
  });
  const joined = join();
  await joined;`]: 'await join();',
    },
  },
  'once-and-disconnect': {
    believed: '`disconnect()` waits for the message in hand, so the shutdown needs nothing else.',
    diagnosis: 'commit-after-stop',
    edits: {
      'deliver, deadlineMs': 'deliver',
      [`let inHand: Promise<void> = Promise.resolve();
  let shuttingDown: Promise<void> | undefined;`]: '',
      [`if (shuttingDown) return; // neither delivered nor committed: the next service reads it
        inHand = handle(partition, message);
        await inHand;`]: 'await handle(partition, message);',
      [`async function shutDown(): Promise<void> {
    setTimeout(() => process.exit(1), deadlineMs); // what hangs is not committed
    await joined; // a consumer that disconnects while it joins goes on to join
    await inHand.catch(() => {}); // its commit, too: a consumer that stops commits nothing any more
    await consumer.disconnect(); // leaves the group
    await producer.disconnect();
    process.exit(0);
  }

  process.on('SIGTERM', () => {
    shuttingDown ??= shutDown();
  });
  const joined = join();
  await joined;`]: `process.once('SIGTERM', async () => {
    await consumer.disconnect();
    await producer.disconnect();
  });
  await join();`,
    },
  },
  'keeps-taking-orders': {
    believed: 'kafkajs hands out no further message once the service shuts down.',
    diagnosis: 'commit-after-stop',
    edits: {
      'let shuttingDown: Promise<void> | undefined;': 'let isEnding = false;',
      'if (shuttingDown) return; // neither delivered nor committed: the next service reads it': '',
      'await consumer.disconnect(); // leaves the group': `await producer.send({ topic: deliveries, messages: [{ key: 'service', value: 'ends' }] });
    await consumer.disconnect(); // leaves the group`,
      'shuttingDown ??= shutDown();': `if (isEnding) return;
    isEnding = true;
    void shutDown();`,
    },
  },
  'once-and-graceful': {
    believed: 'A process gets SIGTERM once.',
    diagnosis: 'second-signal-kills',
    edits: { "process.on('SIGTERM', () => {": "process.once('SIGTERM', () => {" },
  },
  'exit-in-handler': {
    believed: 'SIGTERM means that the process must end at once.',
    diagnosis: 'exits-at-once',
    edits: {
      'deliver, deadlineMs': 'deliver',
      [`let inHand: Promise<void> = Promise.resolve();
  let shuttingDown: Promise<void> | undefined;`]: '',
      [`if (shuttingDown) return; // neither delivered nor committed: the next service reads it
        inHand = handle(partition, message);
        await inHand;`]: 'await handle(partition, message);',
      [`async function shutDown(): Promise<void> {
    setTimeout(() => process.exit(1), deadlineMs); // what hangs is not committed
    await joined; // a consumer that disconnects while it joins goes on to join
    await inHand.catch(() => {}); // its commit, too: a consumer that stops commits nothing any more
    await consumer.disconnect(); // leaves the group
    await producer.disconnect();
    process.exit(0);
  }`]: '',
      'shuttingDown ??= shutDown();': `consumer.disconnect(); // leaves the group
    process.exit(0);`,
      [`const joined = join();
  await joined;`]: 'await join();',
    },
  },
  'disconnect-while-joining': {
    believed: 'A consumer that is disconnected does not join any more.',
    diagnosis: 'joins-after-disconnect',
    edits: {
      [`setTimeout(() => process.exit(1), deadlineMs); // what hangs is not committed
    await joined; // a consumer that disconnects while it joins goes on to join`]:
        'setTimeout(() => process.exit(1), deadlineMs).unref(); // what hangs is not committed',
      'process.exit(0);': '',
      [`const joined = join();
  await joined;`]: 'await join();',
    },
  },
  'disconnect-in-each-message': {
    believed: 'The right moment to disconnect is between two orders.',
    diagnosis: 'never-ends',
    edits: {
      'deliver, deadlineMs': 'deliver',
      [`let inHand: Promise<void> = Promise.resolve();
  let shuttingDown: Promise<void> | undefined;`]: 'let shuttingDown = false;',
      [`if (shuttingDown) return; // neither delivered nor committed: the next service reads it
        inHand = handle(partition, message);
        await inHand;`]: `await handle(partition, message);
        if (shuttingDown) await shutDown();`,
      [`setTimeout(() => process.exit(1), deadlineMs); // what hangs is not committed
    await joined; // a consumer that disconnects while it joins goes on to join
    await inHand.catch(() => {}); // its commit, too: a consumer that stops commits nothing any more`]: '',
      'shuttingDown ??= shutDown();': 'shuttingDown = true;',
      [`const joined = join();
  await joined;`]: 'await join();',
    },
  },
  'producer-left-open': {
    believed: 'Only the consumer matters, because the producer ends with the process.',
    diagnosis: 'never-ends',
    edits: {
      'process.exit(1), deadlineMs)': 'process.exit(1), deadlineMs).unref()',
      [`await producer.disconnect();
    process.exit(0);`]: '',
    },
  },
  'default-max-wait': {
    believed: 'The defaults of a client are good values.',
    diagnosis: 'fetch-holds-up-the-end',
    edits: { 'maxWaitTimeInMs: 200, // an idle consumer looks up from its fetch that often; 5 s by default': '' },
  },
  'pause-before-end': {
    believed: 'All that is under way comes to its end within two seconds.',
    diagnosis: 'ends-late',
    edits: {
      'await consumer.disconnect(); // leaves the group': `await new Promise((resolve) => setTimeout(resolve, 2_000)); // let everything settle
    await consumer.disconnect(); // leaves the group`,
    },
  },
  'break-with-auto-resolve': {
    believed: 'A handler that leaves its loop leaves the rest of the batch to the next service.',
    diagnosis: 'order-skipped',
    edits: {
      [`/** One order: deliver it, tell of it, move the offset. */
  async function handle(partition: number, message: KafkaMessage): Promise<void> {`]: `/** One order: deliver it, tell of it. kafkajs moves the offset. */
  async function handle(message: KafkaMessage): Promise<void> {`,
      'await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);': '',
      [`autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        if (shuttingDown) return; // neither delivered nor committed: the next service reads it
        inHand = handle(partition, message);
        await inHand;`]: `eachBatch: async ({ batch, isRunning, heartbeat }) => {
        for (const message of batch.messages) {
          if (!isRunning() || shuttingDown) break;
          inHand = handle(message);
          await inHand;
          await heartbeat();
        }`,
    },
  },
  'skips-with-auto-commit': {
    believed: 'A handler that returns at once leaves its message to the next service.',
    diagnosis: 'order-skipped',
    edits: {
      [`/** One order: deliver it, tell of it, move the offset. */
  async function handle(partition: number, message: KafkaMessage): Promise<void> {`]: `/** One order: deliver it, tell of it. kafkajs moves the offset. */
  async function handle(message: KafkaMessage): Promise<void> {`,
      'await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);': '',
      [`autoCommit: false,
      eachMessage: async ({ partition, message }) => {`]: 'eachMessage: async ({ message }) => {',
      'inHand = handle(partition, message);': 'inHand = handle(message);',
      'await consumer.disconnect(); // leaves the group': `await producer.send({ topic: deliveries, messages: [{ key: 'service', value: 'ends' }] });
    await consumer.disconnect(); // leaves the group`,
    },
  },
  'producer-closed-first': {
    believed: 'No new order comes in, so the producer has nothing left to send.',
    diagnosis: 'delivery-not-told',
    edits: {
      'await inHand.catch(() => {}); // its commit, too: a consumer that stops commits nothing any more': `await producer.disconnect(); // nothing is to be sent any more
    await inHand.catch(() => {});`,
      'await producer.disconnect();': '',
    },
  },
  'exit-without-leaving': {
    believed: 'When the process is gone, the broker sees that its member is gone.',
    diagnosis: 'exits-without-leaving',
    edits: {
      [`await consumer.disconnect(); // leaves the group
    await producer.disconnect();`]: '',
    },
  },
  'no-deadline': {
    believed: 'Each delivery comes to its end, so the service only has to wait.',
    diagnosis: 'no-deadline',
    edits: {
      'deliver, deadlineMs': 'deliver',
      'setTimeout(() => process.exit(1), deadlineMs); // what hangs is not committed': '',
    },
  },
  'deadline-exits-0': {
    believed: 'The deadline is part of the plan, so a service that reaches it has made no error.',
    diagnosis: 'hang-called-success',
    edits: { '=> process.exit(1)': '=> process.exit(0)' },
  },
  'exits-with-signal-number': {
    believed: 'A process that a signal ended exits with 128 plus the number of the signal.',
    diagnosis: 'wrong-exit-code',
    edits: { 'process.exit(0);': 'process.exit(128 + 15); // ended by SIGTERM' },
  },
  'signals-itself-at-the-end': {
    believed: 'A process that a signal told to end should be seen to end by that signal.',
    diagnosis: 'wrong-exit-code',
    edits: {
      'process.exit(0);': `process.removeAllListeners('SIGTERM');
    process.kill(process.pid, 'SIGTERM');`,
    },
  },
} satisfies Mistakes<typeof lab>;
