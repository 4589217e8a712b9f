// A session that is longer than the longest order needs no heartbeats.
import { type PackerOptions, parseOrder } from '#lab/06-rebalance-tuning/order.ts';

/** Packs orders, each as long as it takes. Resolves once it is a member of its group. */
export async function startPacker(options: PackerOptions): Promise<void> {
  const { kafka, topic, groupId, pack, sessionTimeoutMs, longestOrderMs } = options;
  const heartbeatInterval = Math.floor(sessionTimeoutMs / 5);
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: longestOrderMs + sessionTimeoutMs,
    heartbeatInterval,
    rebalanceTimeout: longestOrderMs + sessionTimeoutMs,
    maxWaitTimeInMs: 100,
  });

  // A consumer that is over for good leaves a process that does nothing. Whoever runs it starts it again.
  consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || process.exit(1));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      await pack(parseOrder(message));
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
    },
  });
}
