import type { KafkaMessage, Message } from 'kafkajs';
import { todo } from '#kit/todo';
import { header, isTimeout, type PaymentOptions, parseOrder } from '#lab/07-retry-dlt/order.ts';

/** Pays orders, and puts those that can never be paid where somebody looks. Resolves once it is a member of its group. */
export async function startPayments(options: PaymentOptions): Promise<void> {
  const { kafka, topic, deadLetterTopic, groupId, pay } = options;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const producer = kafka.producer();

  /** The record as it was, and what is known of its failure. */
  function deadLetterOf({ key, value, headers, offset }: KafkaMessage, partition: number, error: Error): Message {
    return todo('2: what must a dead letter hold, so that it can be understood, and put back?');
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
        const comesAgain: boolean = todo('1: which error goes away by itself, if the record comes again?');
        if (comesAgain) throw error; // kafkajs brings it again
        const messages = [deadLetterOf(message, partition, error as Error)];
        todo('3: the dead letter is sent: when may the offset move?');
      }
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
    },
  });
}
