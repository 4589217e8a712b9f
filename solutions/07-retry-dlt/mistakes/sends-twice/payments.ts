// Believed: better one letter too many.
import type { KafkaMessage, Message } from 'kafkajs';
import { header, isTimeout, type PaymentOptions, parseOrder } from '#lab/07-retry-dlt/order.ts';

/** Pays orders, and puts those that can never be paid where somebody looks. Resolves once it is a member of its group. */
export async function startPayments(options: PaymentOptions): Promise<void> {
  const { kafka, topic, deadLetterTopic, groupId, pay } = options;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const producer = kafka.producer();

  /** The record as it was, and what is known of its failure. */
  function deadLetterOf({ key, value, headers, offset }: KafkaMessage, partition: number, error: Error): Message {
    return {
      key,
      value,
      headers: {
        ...headers,
        [header.topic]: topic,
        [header.partition]: String(partition),
        [header.offset]: offset,
        [header.error]: error.name,
        [header.message]: error.message,
        [header.time]: new Date().toISOString(),
      },
    };
  }

  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      try {
        await pay(parseOrder(message));
      } catch (error) {
        if (isTimeout(error)) throw error; // kafkajs brings it again
        const messages = [deadLetterOf(message, partition, error as Error)];
        await producer.send({ topic: deadLetterTopic, messages });
        await producer.send({ topic: deadLetterTopic, messages });
      }
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
    },
  });
}
