import { type FastWorkerOptions, parseOrder, type Worker } from '#lab/03-auto-vs-sync-commit/order.ts';

/** Charges each order of the topic, and never waits for a commit before it charges the next. */
export async function startFastWorker({ kafka, topic, groupId, charge }: FastWorkerOptions): Promise<Worker> {
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
