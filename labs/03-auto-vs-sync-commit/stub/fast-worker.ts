import { todo } from '#kit/todo';
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
    committing ??= todo('3: how is `newest` committed, so that no older commit ever lands after a newer one?');
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
      todo('4: what must be over before the consumer disconnects?');
    },
  };
}
