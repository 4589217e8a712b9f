import { type FastWorkerOptions, parseOrder, type Worker } from '#lab/03-auto-vs-sync-commit/order.ts';

/** The same with a timer: what is new is committed every 100 ms, one commit at a time. */
export async function startFastWorker({ kafka, topic, groupId, charge, page }: FastWorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  /** What is to be committed: partition → the offset to read next. */
  const newest = new Map<number, string>();
  let committing: Promise<void> | undefined;
  let inHand: Promise<void> = Promise.resolve();
  let stopping = false;

  const timer = setInterval(() => {
    if (newest.size > 0) committing ??= commitNewest();
  }, 100);

  async function commitNewest(): Promise<void> {
    const offsets = [...newest].map(([partition, offset]) => ({ topic, partition, offset }));
    newest.clear();
    try {
      await consumer.commitOffsets(offsets);
      committing = undefined;
    } catch (error) {
      clearInterval(timer);
      await page(`commit failed: ${error}`);
    }
  }

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      if (stopping) return; // the rest of a batch: neither charged nor committed, so the next worker reads it
      inHand = charge(parseOrder(message));
      await inHand;
      newest.set(partition, String(BigInt(message.offset) + 1n));
    },
  });
  return {
    stop: async () => {
      stopping = true;
      await inHand.catch(() => {}); // a failed charge was not committed: the next worker makes it again
      clearInterval(timer);
      await committing;
      if (newest.size > 0) await commitNewest();
      await consumer.disconnect();
    },
  };
}
