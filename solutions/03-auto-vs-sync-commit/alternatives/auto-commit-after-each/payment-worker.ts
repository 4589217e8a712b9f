import { parseOrder, type Worker, type WorkerOptions } from '#lab/03-auto-vs-sync-commit/order.ts';

/** The same with kafkajs’s auto commit: a threshold of 1 lets it commit after each message, and it waits for that. */
export async function startPaymentWorker({ kafka, topic, groupId, charge }: WorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: true,
    autoCommitThreshold: 1,
    eachMessage: async ({ message }) => {
      await charge(parseOrder(message));
    },
  });
  return { stop: () => consumer.disconnect() };
}
