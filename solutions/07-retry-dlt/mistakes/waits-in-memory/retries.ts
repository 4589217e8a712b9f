// Believed: a timer holds up nobody.
import type { IHeaders, KafkaMessage } from 'kafkajs';
import { header, isTimeout, MAX_ATTEMPTS, parseOrder, type RetryOptions } from '#lab/07-retry-dlt/order.ts';

/** Pays orders; what times out is tried again by a timer. Resolves once it is a member of its group. */
export async function startRetries(options: RetryOptions): Promise<void> {
  const { kafka, topic, deadLetterTopic, groupId, pay, baseMs, sessionTimeoutMs } = options;
  const heartbeatInterval = Math.floor(sessionTimeoutMs / 5);
  const membership = { sessionTimeout: sessionTimeoutMs, heartbeatInterval, maxWaitTimeInMs: 100 };
  const consumer = kafka.consumer({ groupId, ...membership });
  const producer = kafka.producer();

  /** How long an order waits that was tried that often, in milliseconds. */
  function waitMs(attempts: number): number {
    const longest = baseMs * 2 ** (attempts - 1);
    return longest * (0.5 + Math.random() / 2);
  }

  /** Tries an order again later, or puts it where somebody looks. */
  async function handOn(message: KafkaMessage, partition: number, error: Error, attempts: number): Promise<void> {
    if (isTimeout(error) && attempts < MAX_ATTEMPTS) {
      setTimeout(() => void attempt(message, partition, attempts + 1), waitMs(attempts));
      return;
    }
    const { key, value } = message;
    const headers: IHeaders = {
      ...message.headers,
      [header.topic]: topic,
      [header.partition]: String(partition),
      [header.offset]: message.offset,
      [header.attempts]: String(attempts),
      [header.error]: error.name,
      [header.message]: error.message,
      [header.time]: new Date().toISOString(),
    };
    await producer.send({ topic: deadLetterTopic, messages: [{ key, value, headers }] });
  }

  /** One try, and what becomes of it. */
  async function attempt(message: KafkaMessage, partition: number, attempts = 1): Promise<void> {
    try {
      await pay(parseOrder(message));
    } catch (error) {
      await handOn(message, partition, error as Error, attempts);
    }
  }

  const next = ({ offset }: KafkaMessage): string => String(BigInt(offset) + 1n);

  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      await attempt(message, partition);
      await consumer.commitOffsets([{ topic, partition, offset: next(message) }]);
    },
  });
}
