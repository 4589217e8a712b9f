import { type FastWorkerOptions, parseOrder, type Worker } from '#lab/03-auto-vs-sync-commit/order.ts';

/** Charges each order of the topic, and never waits for a commit before it charges the next. */
export async function startFastWorker({ kafka, topic, groupId, charge, page }: FastWorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  /** What is to be committed: partition → the offset to read next. */
  const newest = new Map<number, string>();
  let committing: Promise<void> | undefined;
  let inHand: Promise<void> = Promise.resolve();
  let stopping = false;

  /** Sees to it that what is in `newest` gets committed, and returns at once. */
  function commitSoon(): void {
    committing ??= commitNewest();
  }

  /** One commit at a time: the retries of one are over before the next begins. After a failure no other is tried. */
  async function commitNewest(): Promise<void> {
    try {
      while (newest.size > 0) {
        const offsets = [...newest].map(([partition, offset]) => ({ topic, partition, offset }));
        newest.clear();
        await consumer.commitOffsets(offsets);
      }
      committing = undefined;
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
      await inHand.catch(() => {}); // a failed charge was not committed: the next worker makes it again
      await committing;
      await consumer.disconnect();
    },
  };
}
