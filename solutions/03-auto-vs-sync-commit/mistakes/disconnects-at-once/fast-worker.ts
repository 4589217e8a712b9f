import { type FastWorkerOptions, parseOrder, type Worker } from '#lab/03-auto-vs-sync-commit/order.ts';

/** Mistake: disconnects without waiting for the order in hand and for the last commit. */
export async function startFastWorker({ kafka, topic, groupId, charge, page }: FastWorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  /** What is to be committed: partition → the offset to read next. */
  const newest = new Map<number, string>();
  let isCommitting = false;
  let inHand: Promise<void> = Promise.resolve();
  let stopping = false;

  /** Sees to it that what is in `newest` gets committed, and returns at once. */
  function commitSoon(): void {
    if (!isCommitting) void commitNewest();
  }

  /** One commit at a time: the retries of one are over before the next begins. */
  async function commitNewest(): Promise<void> {
    isCommitting = true;
    try {
      while (newest.size > 0) {
        const offsets = [...newest].map(([partition, offset]) => ({ topic, partition, offset }));
        newest.clear();
        await consumer.commitOffsets(offsets);
      }
      isCommitting = false;
    } catch (error) {
      await page(`offsets can no longer be committed: ${error}`);
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
      commitSoon();
    },
  });
  return {
    stop: async () => {
      stopping = true;
      await consumer.disconnect();
    },
  };
}
