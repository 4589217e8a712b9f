import { todo } from '#kit/todo';
import { type PackerOptions, parseOrder } from '#lab/06-rebalance-tuning/order.ts';

/** Packs orders, each as long as it takes. Resolves once it is a member of its group. */
export async function startPacker(options: PackerOptions): Promise<void> {
  const { kafka, topic, groupId, pack, sessionTimeoutMs, longestOrderMs } = options;
  const heartbeatInterval: number = todo('1: how far apart are the signs of life, if one of them may come late?');
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval,
    rebalanceTimeout: sessionTimeoutMs + longestOrderMs,
    maxWaitTimeInMs: 100,
  });

  /** Waits for the work on one order, and tells the group meanwhile that this packer is alive. */
  async function aliveDuring(work: Promise<void>, heartbeat: () => Promise<void>): Promise<void> {
    const stuckAt = Date.now() + longestOrderMs;
    todo('2: while the work goes on, who says that this packer is alive, and until when?');
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
