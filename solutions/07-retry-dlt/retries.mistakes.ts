import type { Mistakes } from '#define';
import type lab from '#lab/07-retry-dlt/lab.ts';

export default {
  'sleeps-in-the-handler': {
    believed: 'The handler has the order in hand, so the order waits there.',
    diagnosis: 'holds-up-the-partition',
    program: true,
  },
  'sleeps-with-heartbeats': {
    believed: 'A wait in the handler needs heartbeats and nothing else.',
    diagnosis: 'holds-up-the-partition',
    program: true,
  },
  'lets-kafkajs-retry': {
    believed: 'kafkajs retries with a backoff that doubles, and only needs the numbers.',
    diagnosis: 'holds-up-the-partition',
    program: true,
  },
  'one-consumer-for-both': {
    believed: 'One consumer can read both topics.',
    diagnosis: 'holds-up-the-partition',
    edits: {
      'both consumers are members of their groups.': 'it is a member of its group.',
      'groupId, retryGroupId': 'groupId',
      'const retryConsumer = kafka.consumer({ groupId: retryGroupId, ...membership });': '',
      [`await Promise.all([producer.connect(), consumer.connect(), retryConsumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  await retryConsumer.subscribe({ topic: retryTopic, fromBeginning: true });`]: `await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topics: [topic, retryTopic], fromBeginning: true });`,
      'eachMessage: async ({ partition, message }) => {': `eachMessage: async ({ topic: from, partition, message, heartbeat }) => {
      if (from === retryTopic) await untilDue(message, heartbeat);`,
      [`await consumer.commitOffsets([{ topic, partition, offset: next(message) }]);
    },
  });
  await retryConsumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message, heartbeat }) => {
      await untilDue(message, heartbeat);
      await attempt(message, partition);
      await retryConsumer.commitOffsets([{ topic: retryTopic, partition, offset: next(message) }]);`]:
        'await consumer.commitOffsets([{ topic: from, partition, offset: next(message) }]);',
    },
  },
  'does-not-wait-for-the-gateway': {
    believed: 'A handler that does not wait for the gateway holds up no order.',
    diagnosis: 'not-awaited',
    edits: {
      [`await attempt(message, partition);
      await consumer.commitOffsets([{ topic, partition, offset: next(message) }]);`]: `attempt(message, partition)
        .then(() => consumer.commitOffsets([{ topic, partition, offset: next(message) }]))
        .catch(console.error);`,
    },
  },
  'waits-in-memory': {
    believed: 'A timer holds up no order.',
    diagnosis: 'kept-in-memory',
    edits: {
      "import { setTimeout as sleep } from 'node:timers/promises';": '',
      'RetryOptions, textOf': 'RetryOptions',
      'waits in a topic of its own. Resolves once both consumers are members of their groups.':
        'is tried again by a timer. Resolves once it is a member of its group.',
      'retryTopic, deadLetterTopic, groupId, retryGroupId': 'deadLetterTopic, groupId',
      'const retryConsumer = kafka.consumer({ groupId: retryGroupId, ...membership });': '',
      [`/** The headers that say where it came from at first, whichever topic it is read from now. */
  function originOf(message: KafkaMessage, partition: number): IHeaders {
    if (textOf(message, header.topic) !== undefined) return {}; // it has that already
    return { [header.topic]: topic, [header.partition]: String(partition), [header.offset]: message.offset };
  }

  /** Puts an order that failed where it waits, or where somebody looks. Resolves when it is stored there. */
  async function handOn(message: KafkaMessage, partition: number, error: Error): Promise<void> {
    const attempts = Number(textOf(message, header.attempts) ?? 0) + 1;
    const isTriedAgain = isTimeout(error) && attempts < MAX_ATTEMPTS;`]: `/** Tries an order again later, or puts it where somebody looks. */
  async function handOn(message: KafkaMessage, partition: number, error: Error, attempts: number): Promise<void> {
    if (isTimeout(error) && attempts < MAX_ATTEMPTS) {
      setTimeout(() => void attempt(message, partition, attempts + 1), waitMs(attempts));
      return;
    }`,
      '...originOf(message, partition),': `[header.topic]: topic,
      [header.partition]: String(partition),
      [header.offset]: message.offset,`,
      [`if (isTriedAgain) headers[header.due] = String(Math.ceil(Date.now() + waitMs(attempts)));
    const messages = [{ key, value, headers }];
    await producer.send({ topic: isTriedAgain ? retryTopic : deadLetterTopic, messages });
  }

  /** Waits until an order is due, and tells the group meanwhile that this consumer is alive. */
  async function untilDue(message: KafkaMessage, heartbeat: () => Promise<void>): Promise<void> {
    const due = Number(textOf(message, header.due));
    while (Date.now() < due) {
      await sleep(Math.min(heartbeatInterval / 2, due - Date.now()));
      await heartbeat();
    }`]: 'await producer.send({ topic: deadLetterTopic, messages: [{ key, value, headers }] });',
      'attempt(message: KafkaMessage, partition: number):':
        'attempt(message: KafkaMessage, partition: number, attempts = 1):',
      'await handOn(message, partition, error as Error);':
        'await handOn(message, partition, error as Error, attempts);',
      'consumer.connect(), retryConsumer.connect()])': 'consumer.connect()])',
      'await retryConsumer.subscribe({ topic: retryTopic, fromBeginning: true });': '',
      [`await retryConsumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message, heartbeat }) => {
      await untilDue(message, heartbeat);
      await attempt(message, partition);
      await retryConsumer.commitOffsets([{ topic: retryTopic, partition, offset: next(message) }]);
    },
  });`]: '',
    },
  },
  'timers-in-the-retry-consumer': {
    believed: 'A retry consumer that does not wait is in time for each order.',
    diagnosis: 'kept-in-memory',
    edits: {
      "import { setTimeout as sleep } from 'node:timers/promises';": '',
      [`/** Waits until an order is due, and tells the group meanwhile that this consumer is alive. */
  async function untilDue(message: KafkaMessage, heartbeat: () => Promise<void>): Promise<void> {
    const due = Number(textOf(message, header.due));
    while (Date.now() < due) {
      await sleep(Math.min(heartbeatInterval / 2, due - Date.now()));
      await heartbeat();
    }
  }`]: '',
      [`eachMessage: async ({ partition, message, heartbeat }) => {
      await untilDue(message, heartbeat);
      await attempt(message, partition);
      await retryConsumer.commitOffsets([{ topic: retryTopic, partition, offset: next(message) }]);`]: `eachMessage: async ({ partition, message }) => {
      const waitFor = Number(textOf(message, header.due)) - Date.now();
      setTimeout(async () => {
        await attempt(message, partition);
        await retryConsumer.commitOffsets([{ topic: retryTopic, partition, offset: next(message) }]);
      }, waitFor);`,
    },
  },
  'commits-before-it-hands-on': {
    believed: 'An order that failed is done for this topic.',
    diagnosis: 'committed-before-stored',
    edits: {
      'attempt(message: KafkaMessage, partition: number):':
        'attempt(message: KafkaMessage, partition: number, commit: () => Promise<void>):',
      [`await handOn(message, partition, error as Error);
    }`]: `await commit();
      return handOn(message, partition, error as Error);
    }
    await commit();`,
      [`await attempt(message, partition);
      await consumer.commitOffsets([{ topic, partition, offset: next(message) }]);`]:
        'await attempt(message, partition, () => consumer.commitOffsets([{ topic, partition, offset: next(message) }]));',
      [`await attempt(message, partition);
      await retryConsumer.commitOffsets([{ topic: retryTopic, partition, offset: next(message) }]);`]: `await attempt(message, partition, () =>
        retryConsumer.commitOffsets([{ topic: retryTopic, partition, offset: next(message) }]),
      );`,
    },
  },
  'hands-on-without-waiting': {
    believed: 'A record is sent when `send()` has been called.',
    diagnosis: 'committed-before-stored',
    edits: {
      [`/** Puts an order that failed where it waits, or where somebody looks. Resolves when it is stored there. */
  async function handOn(message: KafkaMessage, partition: number, error: Error): Promise<void> {`]: `/** Puts an order that failed where it waits, or where somebody looks. */
  function handOn(message: KafkaMessage, partition: number, error: Error): void {`,
      'await producer.send({': 'void producer.send({',
      'await handOn(message, partition, error as Error);': 'handOn(message, partition, error as Error);',
    },
  },
  'dead-letters-not-awaited': {
    believed: 'An order that nobody will pay any more is in no hurry.',
    diagnosis: 'committed-before-stored',
    edits: {
      'await producer.send({ topic: isTriedAgain ? retryTopic : deadLetterTopic, messages });': `if (isTriedAgain) await producer.send({ topic: retryTopic, messages });
    else producer.send({ topic: deadLetterTopic, messages }).catch(console.error); // that is only for the archive`,
    },
  },
  'send-errors-swallowed': {
    believed: 'An error must never end a consumer.',
    diagnosis: 'committed-before-stored',
    edits: {
      'await producer.send({ topic: isTriedAgain ? retryTopic : deadLetterTopic, messages });': `try {
      await producer.send({ topic: isTriedAgain ? retryTopic : deadLetterTopic, messages });
    } catch (problem) {
      console.error('cannot hand on', problem);
    }`,
    },
  },
  'retries-everything': {
    believed: 'Each order that fails may succeed the next time.',
    diagnosis: 'retried-for-nothing',
    edits: {
      'header, isTimeout': 'header',
      '= isTimeout(error) &&': '=',
    },
  },
  'retries-all-but-two': {
    believed: 'Only an order that cannot be read fails each time.',
    diagnosis: 'retried-for-nothing',
    edits: {
      "import { header, isTimeout, MAX_ATTEMPTS, parseOrder, type RetryOptions, textOf } from '#lab/07-retry-dlt/order.ts';": `import {
  header,
  MAX_ATTEMPTS,
  parseOrder,
  type RetryOptions,
  textOf,
  UnknownPaymentError,
} from '#lab/07-retry-dlt/order.ts';`,
      'const isTriedAgain = isTimeout(error) && attempts < MAX_ATTEMPTS;': `const canBeRead = !(error instanceof SyntaxError || error instanceof UnknownPaymentError);
    const isTriedAgain = canBeRead && attempts < MAX_ATTEMPTS;`,
    },
  },
  'drops-after-five': {
    believed: 'After five tries nobody wants the order any more.',
    diagnosis: 'given-up-silently',
    edits: {
      'const messages = [{ key, value, headers }];': `const messages = [{ key, value, headers }];
    if (!isTriedAgain && isTimeout(error)) return console.error(\`gave up \${String(key)} after \${attempts} tries\`);`,
    },
  },
  'counts-nothing': {
    believed: 'The broker counts how often it delivered a record.',
    diagnosis: 'never-dead',
    edits: { 'const attempts = Number(textOf(message, header.attempts) ?? 0) + 1;': 'const attempts = 1;' },
  },
  'six-tries': {
    believed: 'Five attempts are five retries.',
    diagnosis: 'never-dead',
    edits: { 'attempts < MAX_ATTEMPTS': 'attempts <= MAX_ATTEMPTS' },
  },
  'four-tries': {
    believed: 'The number of attempts counts from 0.',
    diagnosis: 'given-up-early',
    edits: { 'attempts < MAX_ATTEMPTS': 'attempts + 1 < MAX_ATTEMPTS' },
  },
  'dead-at-the-first-timeout': {
    believed: 'An error that is worth another try says that it is retriable.',
    diagnosis: 'given-up-early',
    edits: {
      'header, isTimeout': 'header',
      'const isTriedAgain = isTimeout(error) && attempts < MAX_ATTEMPTS;': `const { retriable = false } = error as { retriable?: boolean };
    const isTriedAgain = retriable && attempts < MAX_ATTEMPTS;`,
    },
  },
  'counts-in-memory': {
    believed: 'A map of orders knows how often each of them was tried.',
    diagnosis: 'attempts-unknown',
    edits: {
      '/** How long an order waits that was tried that often, in milliseconds. */': `const tried = new Map<string, number>();

  /** How long an order waits that was tried that often, in milliseconds. */`,
      'const attempts = Number(textOf(message, header.attempts) ?? 0) + 1;': `const id = String(message.key);
    const attempts = (tried.get(id) ?? 0) + 1;
    tried.set(id, attempts);`,
      '[header.attempts]: String(attempts),': '',
    },
  },
  'counts-in-memory-too': {
    believed: 'A program that writes the number of attempts down need not read it.',
    diagnosis: 'attempts-unknown',
    edits: {
      'const producer = kafka.producer();': `const producer = kafka.producer();
  const tried = new Map<string, number>();`,
      'const attempts = Number(textOf(message, header.attempts) ?? 0) + 1;': `const id = String(message.value);
    const attempts = (tried.get(id) ?? 0) + 1;
    tried.set(id, attempts);`,
    },
  },
  'waits-from-reading-on': {
    believed: 'The reader of a record knows how long the record has to wait.',
    diagnosis: 'due-unknown',
    edits: {
      'if (isTriedAgain) headers[header.due] = String(Math.ceil(Date.now() + waitMs(attempts)));': '',
      'Number(textOf(message, header.due))': 'Date.now() + waitMs(Number(textOf(message, header.attempts)))',
    },
  },
  'fixed-backoff': {
    believed: 'The same wait before each try is as good as a wait that grows.',
    diagnosis: 'wait-out-of-bounds',
    edits: {
      [`/** How long an order waits that was tried that often, in milliseconds. */
  function waitMs(attempts: number): number {
    const longest = baseMs * 2 ** (attempts - 1);
    return longest * (0.5 + Math.random() / 2);`]: `/** How long an order waits, in milliseconds. */
  function waitMs(): number {
    return baseMs * (0.5 + Math.random() / 2);`,
      '+ waitMs(attempts)))': '+ waitMs()))',
    },
  },
  'linear-backoff': {
    believed: 'A wait that grows with each try is exponential.',
    diagnosis: 'wait-out-of-bounds',
    edits: { 'const longest = baseMs * 2 ** (attempts - 1);': 'const longest = baseMs * attempts;' },
  },
  'full-jitter': {
    believed: 'The more random a wait is, the better it is.',
    diagnosis: 'wait-out-of-bounds',
    edits: {
      [`const longest = baseMs * 2 ** (attempts - 1);
    return longest * (0.5 + Math.random() / 2);`]: 'return baseMs * 2 ** (attempts - 1) * Math.random();',
    },
  },
  'without-jitter': {
    believed: 'A wait that doubles is enough.',
    diagnosis: 'no-jitter',
    edits: {
      [`const longest = baseMs * 2 ** (attempts - 1);
    return longest * (0.5 + Math.random() / 2);`]: 'return baseMs * 2 ** (attempts - 1);',
    },
  },
  'linear-without-jitter': {
    believed: 'A wait that is longer each time is an exponential backoff.',
    diagnosis: 'no-jitter',
    edits: {
      [`const longest = baseMs * 2 ** (attempts - 1);
    return longest * (0.5 + Math.random() / 2);`]: 'return baseMs * attempts;',
    },
  },
  'table-of-waits': {
    believed: 'A random part that is drawn once is jitter.',
    diagnosis: 'no-jitter',
    edits: {
      '/** How long an order waits that was tried that often, in milliseconds. */': `const waits = [1, 2, 4, 8].map((times) => baseMs * times * (0.5 + Math.random() / 2));

  /** How long an order waits that was tried that often, in milliseconds. */`,
      [`const longest = baseMs * 2 ** (attempts - 1);
    return longest * (0.5 + Math.random() / 2);`]: 'return waits[attempts - 1]!;',
    },
  },
  'one-roll-for-all': {
    believed: 'A random share for each process is enough, because the processes differ.',
    diagnosis: 'no-jitter',
    edits: {
      '/** How long an order waits that was tried that often, in milliseconds. */': `const share = 0.5 + Math.random() / 2;

  /** How long an order waits that was tried that often, in milliseconds. */`,
      [`const longest = baseMs * 2 ** (attempts - 1);
    return longest * (0.5 + Math.random() / 2);`]: 'return baseMs * 2 ** (attempts - 1) * share;',
    },
  },
  'never-waits': {
    believed: 'The header says when the order is due, and that is enough.',
    diagnosis: 'tried-too-early',
    edits: {
      "import { setTimeout as sleep } from 'node:timers/promises';": '',
      [`/** Waits until an order is due, and tells the group meanwhile that this consumer is alive. */
  async function untilDue(message: KafkaMessage, heartbeat: () => Promise<void>): Promise<void> {
    const due = Number(textOf(message, header.due));
    while (Date.now() < due) {
      await sleep(Math.min(heartbeatInterval / 2, due - Date.now()));
      await heartbeat();
    }
  }`]: '',
      [`eachMessage: async ({ partition, message, heartbeat }) => {
      await untilDue(message, heartbeat);`]: 'eachMessage: async ({ partition, message }) => {',
    },
  },
  'looks-once-a-second': {
    believed: 'It is often enough to look once a second.',
    diagnosis: 'tried-too-late',
    edits: {
      'await sleep(Math.min(heartbeatInterval / 2, due - Date.now()));': `await sleep(500);
      await heartbeat();
      await sleep(500);`,
    },
  },
  'sleeps-until-due': {
    believed: 'Nothing happens while the consumer waits, so it has nothing to tell the group.',
    diagnosis: 'thrown-out-while-waiting',
    edits: {
      [`/** Waits until an order is due, and tells the group meanwhile that this consumer is alive. */
  async function untilDue(message: KafkaMessage, heartbeat: () => Promise<void>): Promise<void> {`]: `/** Waits until an order is due. */
  async function untilDue(message: KafkaMessage): Promise<void> {`,
      [`while (Date.now() < due) {
      await sleep(Math.min(heartbeatInterval / 2, due - Date.now()));
      await heartbeat();
    }`]: 'await sleep(Math.max(0, due - Date.now()));',
      [`eachMessage: async ({ partition, message, heartbeat }) => {
      await untilDue(message, heartbeat);`]: `eachMessage: async ({ partition, message }) => {
      await untilDue(message);`,
    },
  },
  'hands-on-without-key': {
    believed: 'The retry topic has no sequence to keep, so its records need no key.',
    diagnosis: 'retried-without-key',
    edits: {
      'const { key, value } = message;': 'const { value } = message;',
      'const messages = [{ key, value, headers }];': 'const messages = [{ value, headers }];',
    },
  },
  'writes-the-order-anew': {
    believed: 'The same JSON makes the same record.',
    diagnosis: 'changed-on-the-way',
    edits: {
      'const { key, value } = message;': `const { key } = message;
    const value = isTriedAgain ? JSON.stringify(parseOrder(message)) : message.value;`,
    },
  },
  'drops-headers': {
    believed: 'All headers of a record belong to this program.',
    diagnosis: 'changed-on-the-way',
    edits: {
      'if (textOf(message, header.topic) !== undefined) return {}; // it has that already': `const { [header.topic]: first, [header.partition]: part, [header.offset]: offset } = message.headers ?? {};
    if (first !== undefined) return { [header.topic]: first, [header.partition]: part, [header.offset]: offset };`,
      '...message.headers,': '',
    },
  },
  'origin-of-the-last-topic': {
    believed: 'A record comes from the topic that it is read from.',
    diagnosis: 'origin-lost',
    edits: {
      [`if (textOf(message, header.topic) !== undefined) return {}; // it has that already
    return { [header.topic]: topic, [header.partition]: String(partition), [header.offset]: message.offset };`]: `const isRetry = textOf(message, header.attempts) !== undefined;
    return {
      [header.topic]: isRetry ? retryTopic : topic,
      [header.partition]: String(partition),
      [header.offset]: message.offset,
    };`,
    },
  },
  'nobody-reads-retries': {
    believed: 'Kafka brings a record of a retry topic back by itself.',
    diagnosis: 'not-tried-again',
    edits: {
      "import { setTimeout as sleep } from 'node:timers/promises';": '',
      'both consumers are members of their groups.': 'it is a member of its group.',
      'groupId, retryGroupId': 'groupId',
      'const retryConsumer = kafka.consumer({ groupId: retryGroupId, ...membership });': '',
      [`/** Waits until an order is due, and tells the group meanwhile that this consumer is alive. */
  async function untilDue(message: KafkaMessage, heartbeat: () => Promise<void>): Promise<void> {
    const due = Number(textOf(message, header.due));
    while (Date.now() < due) {
      await sleep(Math.min(heartbeatInterval / 2, due - Date.now()));
      await heartbeat();
    }
  }`]: '',
      'consumer.connect(), retryConsumer.connect()])': 'consumer.connect()])',
      'await retryConsumer.subscribe({ topic: retryTopic, fromBeginning: true });': '',
      [`await retryConsumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message, heartbeat }) => {
      await untilDue(message, heartbeat);
      await attempt(message, partition);
      await retryConsumer.commitOffsets([{ topic: retryTopic, partition, offset: next(message) }]);
    },
  });`]: '',
    },
  },
  'retries-uncommitted': {
    believed: 'The retry topic is read once, so nobody needs its offsets.',
    diagnosis: 'retries-not-committed',
    edits: { 'await retryConsumer.commitOffsets([{ topic: retryTopic, partition, offset: next(message) }]);': '' },
  },
} satisfies Mistakes<typeof lab>;
