import { parseOrder, type Worker, type WorkerOptions } from '#lab/03-auto-vs-sync-commit/order.ts';

/** Mistake: commits the same offset for every partition of the topic. */
export async function startPaymentWorker({ kafka, topic, groupId, charge }: WorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ topic, message }) => {
      await charge(parseOrder(message));
      const next = String(BigInt(message.offset) + 1n);
      await consumer.commitOffsets([0, 1].map((partition) => ({ topic, partition, offset: next })));
    },
  });
  return { stop: () => consumer.disconnect() };
}
