import { type FastWorkerOptions, parseOrder, type Worker } from '#lab/03-auto-vs-sync-commit/order.ts';

/** Mistake: begins a commit for each order and waits for none. A commit that is tried again lands after newer ones. */
export async function startFastWorker({ kafka, topic, groupId, charge, page }: FastWorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  /** What is to be committed: partition → the offset to read next. */
  const newest = new Map<number, string>();
  let inHand: Promise<void> = Promise.resolve();
  let stopping = false;

  const underWay = new Set<Promise<void>>();

  /** Sees to it that what is in `newest` gets committed, and returns at once. */
  function commitSoon(): void {
    const offsets = [...newest].map(([partition, offset]) => ({ topic, partition, offset }));
    newest.clear();
    const commit: Promise<void> = consumer
      .commitOffsets(offsets)
      .catch((error) => page(`offsets can no longer be committed: ${error}`))
      .finally(() => underWay.delete(commit));
    underWay.add(commit);
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
      await Promise.all(underWay);
      await consumer.disconnect();
    },
  };
}
