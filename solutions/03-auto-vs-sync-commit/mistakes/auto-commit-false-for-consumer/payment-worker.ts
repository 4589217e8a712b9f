import { parseOrder, type Worker, type WorkerOptions } from '#lab/03-auto-vs-sync-commit/order.ts';

/** Mistake: autoCommit is given to kafka.consumer(), which ignores it; consumer.run() commits after each batch. */
export async function startPaymentWorker({ kafka, topic, groupId, charge }: WorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200, ...{ autoCommit: false } });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      await charge(parseOrder(message));
    },
  });
  return { stop: () => consumer.disconnect() };
}
