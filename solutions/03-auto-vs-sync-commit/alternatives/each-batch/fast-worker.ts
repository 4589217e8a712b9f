import { type FastWorkerOptions, parseOrder, type Worker } from '#lab/03-auto-vs-sync-commit/order.ts';

/** The same, with a chain of commits: each begins when the one before it is over. */
export async function startFastWorker({ kafka, topic, groupId, charge, page }: FastWorkerOptions): Promise<Worker> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  /** What is to be committed: partition → the offset to read next. */
  const newest = new Map<number, string>();
  let chain: Promise<void> = Promise.resolve();
  let inHand: Promise<void> = Promise.resolve();
  let stopping = false;

  let hasFailed = false;

  /** Puts a commit of what is in `newest` behind those that are under way, and returns at once. */
  function commitSoon(): void {
    const offsets = [...newest].map(([partition, offset]) => ({ topic, partition, offset }));
    newest.clear();
    chain = chain.then(async () => {
      if (hasFailed) return;
      try {
        await consumer.commitOffsets(offsets);
      } catch (error) {
        hasFailed = true;
        await page(String(error));
      }
    });
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
      await chain;
      await consumer.disconnect();
    },
  };
}
