import { parseOrder, type Worker, type WorkerOptions } from '#lab/03-auto-vs-sync-commit/order.ts';

export interface FastWorkerOptions extends WorkerOptions {
  /** Calls the engineer on duty. Called once, when the offsets can no longer be committed. */
  page(problem: string): Promise<void>;
}

/** Mistake: takes auto commit for a commit in the background. kafkajs waits for it, before the next order. */
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
