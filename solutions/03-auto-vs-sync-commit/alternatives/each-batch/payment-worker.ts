import { parseOrder, type Worker, type WorkerOptions } from '#lab/03-auto-vs-sync-commit/order.ts';

/** The same, a batch at a time: each order is resolved and committed as soon as it is charged. */
export async function startPaymentWorker({ kafka, topic, groupId, charge }: WorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning, isStale }) => {
      for (const message of batch.messages) {
        if (!isRunning() || isStale()) return;
        await charge(parseOrder(message));
        resolveOffset(message.offset);
        const offset = String(BigInt(message.offset) + 1n);
        const partitions = [{ partition: batch.partition, offset }];
        await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions }] });
        await heartbeat();
      }
    },
  });
  return { stop: () => consumer.disconnect() };
}
