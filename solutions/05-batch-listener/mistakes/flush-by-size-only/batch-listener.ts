// Orders come all the time, so a batch is soon full.
import { createConnection } from 'mysql2/promise';
import { type BatchListenerOptions, type Order, parseOrder } from '#lab/05-batch-listener/order.ts';

/** What waits to be written, of one partition. */
interface Batch {
  rows: Order[];
  /** The offset after the last of them. */
  next: string;
}

/** Writes orders to the table in batches, until the process gets SIGTERM. Resolves once it is a member of its group. */
export async function startBatchListener(options: BatchListenerOptions): Promise<void> {
  const { kafka, topic, groupId, database, batchSize } = options;
  const connection = await createConnection(database);
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const batches = new Map<number, Batch>();
  let flushing: Promise<void> = Promise.resolve();
  let stopping = false;

  /** Writes rows with one statement. */
  async function write(rows: Order[]): Promise<void> {
    const values = rows.map(({ id, customer, priceCents }) => [id, customer, priceCents]);
    await connection.query(
      `INSERT INTO orders (order_id, customer, price_cents) VALUES ?
       ON DUPLICATE KEY UPDATE customer = VALUES(customer), price_cents = VALUES(price_cents)`,
      [values],
    );
  }

  /** What is not committed is read again by the next process. */
  function giveUp(error: unknown): void {
    console.error(error);
    process.exit(1);
  }

  /** Writes and commits what waits of a partition. One flush at a time: a second would take the rows of the first. */
  function flush(partition: number): Promise<void> {
    flushing = flushing
      .then(async () => {
        const batch = batches.get(partition);
        if (!batch) return;
        batches.delete(partition);
        await write(batch.rows);
        await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);
      })
      .catch(giveUp);
    return flushing;
  }

  /** Flushes what waits, behind what is being flushed already. */
  function flushAll(): Promise<void> {
    for (const partition of batches.keys()) flush(partition);
    return flushing;
  }

  async function shutDown(): Promise<void> {
    stopping = true;
    await flushAll();
    await consumer.disconnect();
    await connection.end();
    process.exit(0);
  }

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      if (stopping) return; // neither written nor committed: the next process reads it
      const batch = batches.get(partition) ?? { rows: [], next: '' };
      batches.set(partition, batch);
      batch.rows.push(parseOrder(message));
      batch.next = String(BigInt(message.offset) + 1n);
      if (batch.rows.length >= batchSize) await flush(partition);
    },
  });
  process.on('SIGTERM', () => stopping || shutDown().catch(giveUp));
}
