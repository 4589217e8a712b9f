import type { Mistakes } from '#define';
import type lab from '#lab/07-retry-dlt/lab.ts';

export default {
  'throws-everything': {
    believed: 'An order that fails comes again until somebody has mended it.',
    diagnosis: 'poison-stops-the-partition',
    program: true,
  },
  'throws-an-error-of-its-own': {
    believed: 'A clear error is enough, because somebody will see it.',
    diagnosis: 'poison-stops-the-partition',
    program: true,
  },
  'knows-two-errors': {
    believed: 'Only an order that cannot be read can never be paid.',
    diagnosis: 'asked-in-vain',
    edits: {
      'isTimeout, type PaymentOptions, parseOrder': 'type PaymentOptions, parseOrder, UnknownPaymentError',
      'if (isTimeout(error)) throw error; // kafkajs brings it again': `const isPoison = error instanceof SyntaxError || error instanceof UnknownPaymentError;
        if (!isPoison) throw error;`,
    },
  },
  'logs-and-goes-on': {
    believed: 'An order that cannot be paid belongs in the log.',
    diagnosis: 'swallowed',
    program: true,
  },
  'buries-timeouts': {
    believed: 'An order that fails can never be paid.',
    diagnosis: 'timeout-called-dead',
    edits: {
      'header, isTimeout': 'header',
      'if (isTimeout(error)) throw error; // kafkajs brings it again': '',
    },
  },
  'passes-over-timeouts': {
    believed: 'A customer who wants an order paid sends it again.',
    diagnosis: 'swallowed',
    edits: {
      [`if (isTimeout(error)) throw error; // kafkajs brings it again
        const messages = [deadLetterOf(message, partition, error as Error)];
        await producer.send({ topic: deadLetterTopic, messages });`]: `if (!isTimeout(error)) {
          const messages = [deadLetterOf(message, partition, error as Error)];
          await producer.send({ topic: deadLetterTopic, messages });
        }`,
    },
  },
  'commits-first': {
    believed: 'An order that is committed at once is never paid twice.',
    diagnosis: 'committed-before-paid',
    edits: {
      'eachMessage: async ({ partition, message }) => {': `eachMessage: async ({ partition, message }) => {
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);`,
      'await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);': '',
    },
  },
  'send-not-awaited': {
    believed: 'A letter is sent when `send()` has been called.',
    diagnosis: 'committed-before-dead-letter',
    edits: {
      'await producer.send({ topic: deadLetterTopic, messages })':
        'producer.send({ topic: deadLetterTopic, messages }).catch(console.error)',
    },
  },
  'commits-before-the-letter': {
    believed: 'The order cannot be paid, so its offset may move at once.',
    diagnosis: 'committed-before-dead-letter',
    edits: {
      'await producer.send({ topic: deadLetterTopic, messages });': `await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
        await producer.send({ topic: deadLetterTopic, messages });
        return;`,
    },
  },
  'acks-0': {
    believed: 'A dead letter is not worth waiting for.',
    diagnosis: 'committed-before-dead-letter',
    edits: { 'deadLetterTopic, messages': 'deadLetterTopic, messages, acks: 0' },
  },
  'send-errors-logged': {
    believed: 'The consumer must never stop.',
    diagnosis: 'committed-before-dead-letter',
    edits: {
      'await producer.send({ topic: deadLetterTopic, messages })':
        'await producer.send({ topic: deadLetterTopic, messages }).catch((failure) => console.error(String(failure)))',
    },
  },
  'returns-after-the-letter': {
    believed: 'The commit is for orders that are paid.',
    diagnosis: 'done-and-not-committed',
    edits: {
      'await producer.send({ topic: deadLetterTopic, messages });': `await producer.send({ topic: deadLetterTopic, messages });
        return;`,
    },
  },
  'tries-each-three-times': {
    believed: 'A payment that failed may work the next time.',
    diagnosis: 'asked-in-vain',
    edits: {
      'await producer.connect();': `async function threeTimes(work: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
  }

  await producer.connect();`,
      'await pay(parseOrder(message));': 'await threeTimes(async () => pay(parseOrder(message)));',
    },
  },
  'commits-in-the-try': {
    believed: 'Each error in the handler is the fault of the order.',
    diagnosis: 'paid-and-buried',
    edits: {
      'await pay(parseOrder(message));': `await pay(parseOrder(message));
        await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);`,
      [`await producer.send({ topic: deadLetterTopic, messages });
      }
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);`]: `await producer.send({ topic: deadLetterTopic, messages });
        await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
      }`,
    },
  },
  'sends-twice': {
    believed: 'One letter too many is better than one letter too few.',
    diagnosis: 'buried-twice',
    edits: {
      'await producer.send({ topic: deadLetterTopic, messages });': `await producer.send({ topic: deadLetterTopic, messages });
        await producer.send({ topic: deadLetterTopic, messages });`,
    },
  },
  'without-key': {
    believed: 'Nobody works on a dead letter, so its partition does not matter.',
    diagnosis: 'without-key',
    edits: {
      'deadLetterOf({ key,': 'deadLetterOf({',
      [`key,
      value,`]: 'value,',
    },
  },
  'parsed-and-written-anew': {
    believed: 'A dead letter holds the order as JSON.',
    diagnosis: 'rewritten',
    edits: {
      '/** The record as it was, and what is known of its failure. */': `/** The order as JSON where it is some, else as text. */
  function readable(value: Buffer | null): string {
    try {
      return JSON.stringify(JSON.parse(String(value)));
    } catch {
      return String(value);
    }
  }

  /** The record as it was, and what is known of its failure. */`,
      [`key,
      value,`]: `key,
      value: readable(value),`,
    },
  },
  'through-text': {
    believed: 'A value is text.',
    diagnosis: 'rewritten',
    edits: {
      [`key,
      value,`]: `key,
      value: String(value),`,
    },
  },
  'key-as-text': {
    believed: 'A key is text.',
    diagnosis: 'rewritten',
    edits: {
      [`key,
      value,`]: `key: key?.toString() ?? null,
      value,`,
    },
  },
  'own-headers-only': {
    believed: 'A dead letter needs only the headers about its failure.',
    diagnosis: 'rewritten',
    edits: {
      'value, headers': 'value',
      '...headers,': '',
    },
  },
  'origin-left-out': {
    believed: 'The error says enough about the order.',
    diagnosis: 'origin-unknown',
    edits: {
      'headers, offset }: KafkaMessage, partition: number': 'headers }: KafkaMessage',
      [`[header.topic]: topic,
        [header.partition]: String(partition),
        [header.offset]: offset,`]: '',
      '[deadLetterOf(message, partition': '[deadLetterOf(message',
    },
  },
  'error-as-text': {
    believed: 'The text of an error says which error it is.',
    diagnosis: 'origin-unknown',
    edits: { '[header.error]: error.name,': '[header.error]: String(error),' },
  },
  'time-of-the-record': {
    believed: 'The time of a record is the time of its failure.',
    diagnosis: 'origin-unknown',
    edits: {
      'function deadLetterOf({ key, value, headers, offset }: KafkaMessage, partition: number, error: Error): Message {': `function deadLetterOf(
    { key, value, headers, offset, timestamp }: KafkaMessage,
    partition: number,
    error: Error,
  ): Message {`,
      'new Date().toISOString()': 'new Date(Number(timestamp)).toISOString()',
    },
  },
  'old-headers-win': {
    believed: 'The headers that a record brings with it are true.',
    diagnosis: 'origin-unknown',
    edits: {
      '...headers,': '',
      '[header.time]: new Date().toISOString(),': `[header.time]: new Date().toISOString(),
        ...headers,`,
    },
  },
  'partition-as-a-number': {
    believed: 'A header can hold any value.',
    diagnosis: 'consumer-crashed',
    edits: { '[header.partition]: String(partition),': '[header.partition]: partition as unknown as string,' },
  },
  'auto-commit': {
    believed: 'Auto commit does the same with less code.',
    diagnosis: 'commits-late',
    edits: {
      'autoCommit: false,': '',
      'await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);': '',
    },
  },
} satisfies Mistakes<typeof lab>;
