import { parseOrder, type Worker, type WorkerOptions } from '#lab/03-auto-vs-sync-commit/order.ts';

/** Mistake: commits before the order is charged. A crash between the two loses it. */
export async function startPaymentWorker({ kafka, topic, groupId, charge }: WorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ topic, partition, message }) => {
      const next = String(BigInt(message.offset) + 1n);
      await consumer.commitOffsets([{ topic, partition, offset: next }]);
      await charge(parseOrder(message));
    },
  });
  return { stop: () => consumer.disconnect() };
}
