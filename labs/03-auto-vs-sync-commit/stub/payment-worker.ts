import { todo } from '#kit/todo';
import { parseOrder, type Worker, type WorkerOptions } from '#lab/03-auto-vs-sync-commit/order.ts';

/** Charges each order of the topic. No order is lost; after a crash at most the one in hand is charged again. */
export async function startPaymentWorker({ kafka, topic, groupId, charge }: WorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: todo('1: who moves the group’s offset, kafkajs or you?'),
    eachMessage: async ({ topic, partition, message }) => {
      const order = parseOrder(message);
      return todo('2: charge the order and move the offset: in which order, and to which number?');
    },
  });
  return { stop: () => consumer.disconnect() };
}
