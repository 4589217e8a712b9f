import type { IHeaders, KafkaMessage } from 'kafkajs';
import { header, isTimeout, MAX_ATTEMPTS, parseOrder, type RetryOptions } from '#lab/07-retry-dlt/order.ts';

/** Pays orders; what times out waits in the handler. Resolves once it is a member of its group. */
export async function startRetries(options: RetryOptions): Promise<void> {
  const { kafka, topic, deadLetterTopic, groupId, pay, baseMs, sessionTimeoutMs } = options;
  const heartbeatInterval = Math.floor(sessionTimeoutMs / 5);
  const retry = { initialRetryTime: baseMs, multiplier: 2, factor: 0.25, retries: MAX_ATTEMPTS - 1 };
  const membership = { retry, sessionTimeout: sessionTimeoutMs, heartbeatInterval, maxWaitTimeInMs: 100 };
  const consumer = kafka.consumer({ groupId, ...membership });
  const producer = kafka.producer();

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

  /** Tries an order once; kafkajs brings it again where the gateway gave no answer. */
  async function tryOnce(message: KafkaMessage, partition: number): Promise<void> {
    try {
      await pay(parseOrder(message));
    } catch (error) {
      if (isTimeout(error)) throw error;
      await bury(message, partition, 1, error as Error);
    }
  }

  const next = ({ offset }: KafkaMessage): string => String(BigInt(offset) + 1n);

  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      await tryOnce(message, partition);
      await consumer.commitOffsets([{ topic, partition, offset: next(message) }]);
    },
  });
}
