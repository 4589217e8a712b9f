import { createConnection } from 'mysql2/promise';
import { type BatchListenerOptions, type Order, parseOrder } from '#lab/05-batch-listener/order.ts';

/** Writes orders to the table in batches, until the process gets SIGTERM. Resolves once it is a member of its group. */
export async function startBatchListener(options: BatchListenerOptions): Promise<void> {
  const { kafka, topic, groupId, database, batchSize, batchTimeoutMs } = options;
  const connection = await createConnection(database);
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: batchTimeoutMs, minBytes: 100_000 });
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

  async function shutDown(): Promise<void> {
    stopping = true;
    await consumer.disconnect();
    await connection.end();
    process.exit(0);
  }

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false, // only what is written may count
    eachBatch: async ({ batch: { partition, messages }, heartbeat }) => {
      for (let from = 0; from < messages.length && !stopping; from += batchSize) {
        const part = messages.slice(from, from + batchSize);
        await write(part.map(parseOrder));
        const offset = String(BigInt(part.at(-1)!.offset) + 1n);
        await consumer.commitOffsets([{ topic, partition, offset }]);
        await heartbeat();
      }
    },
  });
  process.on('SIGTERM', () => stopping || shutDown().catch(giveUp));
}
