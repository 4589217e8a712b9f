// Believed: an order that takes longer than a session is stuck, and is to be begun anew.
import { type PackerOptions, parseOrder } from '#lab/06-rebalance-tuning/order.ts';

/** Packs orders, each as long as it takes. Resolves once it is a member of its group. */
export async function startPacker(options: PackerOptions): Promise<void> {
  const { kafka, topic, groupId, pack, sessionTimeoutMs, longestOrderMs } = options;
  const heartbeatInterval = Math.floor(sessionTimeoutMs / 5);
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval,
    rebalanceTimeout: sessionTimeoutMs + longestOrderMs,
    maxWaitTimeInMs: 100,
  });

  /** Waits for the work on one order, and tells the group meanwhile that this packer is alive. */
  async function aliveDuring(work: Promise<void>, heartbeat: () => Promise<void>): Promise<void> {
    const stuckAt = Date.now() + sessionTimeoutMs;
    let timer: NodeJS.Timeout | undefined;
    const stuck = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        if (Date.now() > stuckAt) reject(new Error('the order is stuck'));
        else heartbeat().catch(() => {});
      }, heartbeatInterval / 2);
    });
    await Promise.race([work, stuck]).finally(() => clearInterval(timer));
  }

  // A consumer that is over for good leaves a process that does nothing. Whoever runs it starts it again.
  consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || process.exit(1));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message, heartbeat }) => {
      await aliveDuring(pack(parseOrder(message)), heartbeat);
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
    },
  });
}
