// Right: the order is as old as it was, wherever it waits.
import { setTimeout as sleep } from 'node:timers/promises';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import { header, isTimeout, MAX_ATTEMPTS, parseOrder, type RetryOptions, textOf } from '#lab/07-retry-dlt/order.ts';

/** Pays orders; what times out waits in a topic of its own. Resolves once both consumers are members of their groups. */
export async function startRetries(options: RetryOptions): Promise<void> {
  const { kafka, topic, retryTopic, deadLetterTopic, groupId, retryGroupId, pay, baseMs, sessionTimeoutMs } = options;
  const heartbeatInterval = Math.floor(sessionTimeoutMs / 5);
  const membership = { sessionTimeout: sessionTimeoutMs, heartbeatInterval, maxWaitTimeInMs: 100 };
  const consumer = kafka.consumer({ groupId, ...membership });
  const retryConsumer = kafka.consumer({ groupId: retryGroupId, ...membership });
  const producer = kafka.producer();

  /** How long an order waits that was tried that often, in milliseconds. */
  function waitMs(attempts: number): number {
    const longest = baseMs * 2 ** (attempts - 1);
    return longest * (0.5 + Math.random() / 2);
  }

  /** The headers that say where it came from at first, whichever topic it is read from now. */
  function originOf(message: KafkaMessage, partition: number): IHeaders {
    if (textOf(message, header.topic) !== undefined) return {}; // it has that already
    return { [header.topic]: topic, [header.partition]: String(partition), [header.offset]: message.offset };
  }

  /** Puts an order that failed where it waits, or where somebody looks. Resolves when it is stored there. */
  async function handOn(message: KafkaMessage, partition: number, error: Error): Promise<void> {
    const attempts = Number(textOf(message, header.attempts) ?? 0) + 1;
    const isTriedAgain = isTimeout(error) && attempts < MAX_ATTEMPTS;
    const { key, value } = message;
    const headers: IHeaders = {
      ...message.headers,
      ...originOf(message, partition),
      [header.attempts]: String(attempts),
      [header.error]: error.name,
      [header.message]: error.message,
      [header.time]: new Date().toISOString(),
    };
    if (isTriedAgain) headers[header.due] = String(Math.ceil(Date.now() + waitMs(attempts)));
    const messages = [{ key, value, headers, timestamp: message.timestamp }];
    await producer.send({ topic: isTriedAgain ? retryTopic : deadLetterTopic, messages });
  }

  /** Waits until an order is due, and tells the group meanwhile that this consumer is alive. */
  async function untilDue(message: KafkaMessage, heartbeat: () => Promise<void>): Promise<void> {
    const due = Number(textOf(message, header.due));
    while (Date.now() < due) {
      await sleep(Math.min(heartbeatInterval / 2, due - Date.now()));
      await heartbeat();
    }
  }

  /** One try, and what becomes of it. */
  async function attempt(message: KafkaMessage, partition: number): Promise<void> {
    try {
      await pay(parseOrder(message));
    } catch (error) {
      await handOn(message, partition, error as Error);
    }
  }

  const next = ({ offset }: KafkaMessage): string => String(BigInt(offset) + 1n);

  await Promise.all([producer.connect(), consumer.connect(), retryConsumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  await retryConsumer.subscribe({ topic: retryTopic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      await attempt(message, partition);
      await consumer.commitOffsets([{ topic, partition, offset: next(message) }]);
    },
  });
  await retryConsumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message, heartbeat }) => {
      await untilDue(message, heartbeat);
      await attempt(message, partition);
      await retryConsumer.commitOffsets([{ topic: retryTopic, partition, offset: next(message) }]);
    },
  });
}
