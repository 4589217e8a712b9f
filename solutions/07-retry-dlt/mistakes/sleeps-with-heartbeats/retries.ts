import { setTimeout as sleep } from 'node:timers/promises';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import { header, isTimeout, MAX_ATTEMPTS, parseOrder, type RetryOptions } from '#lab/07-retry-dlt/order.ts';

/** Pays orders; what times out waits in the handler. Resolves once it is a member of its group. */
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

  /** Puts an order where somebody looks. */
  async function bury(message: KafkaMessage, partition: number, attempts: number, error: Error): Promise<void> {
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

  /** Tries an order until it is paid or dead. Resolves when it is either. */
  async function tryUntilDead(message: KafkaMessage, partition: number, heartbeat: () => Promise<void>): Promise<void> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await pay(parseOrder(message));
      } catch (error) {
        if (!isTimeout(error) || attempts === MAX_ATTEMPTS) return bury(message, partition, attempts, error as Error);
        const due = Date.now() + waitMs(attempts);
        while (Date.now() < due) {
          await sleep(Math.min(heartbeatInterval / 2, due - Date.now()));
          await heartbeat();
        }
      }
    }
  }

  const next = ({ offset }: KafkaMessage): string => String(BigInt(offset) + 1n);

  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message, heartbeat }) => {
      await tryUntilDead(message, partition, heartbeat);
      await consumer.commitOffsets([{ topic, partition, offset: next(message) }]);
    },
  });
}
