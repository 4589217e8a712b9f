// Believed: whoever loses its partitions hears of a rebalance first.
import { createConnection } from 'mysql2/promise';
import { type BatchListenerOptions, unlessMovedOn } from '#lab/06-rebalance-tuning/batching.ts';
import { type Order, parseOrder } from '#lab/06-rebalance-tuning/order.ts';

/** What waits to be written, of one partition. */
interface Batch {
  rows: Order[];
  /** The offset behind the last of them. */
  next: string;
}

/** Writes orders to the table in batches, until the process gets SIGTERM. Resolves once it is a member of its group. */
export async function startBatchListener(options: BatchListenerOptions): Promise<void> {
  const { kafka, topic, groupId, database, batchSize, batchTimeoutMs, sessionTimeoutMs } = options;
  const connection = await createConnection(database);
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: 500,
    maxWaitTimeInMs: 100,
  });
  const batches = new Map<number, Batch>();
  let flushing: Promise<void> = Promise.resolve();
  let stopping = false;
  let joins = 0;

  /** Called once, before the listener is a member. */
  function watchRebalances(): void {
    consumer.on(consumer.events.REBALANCING, () => {
      joins += 1;
    });
    consumer.on(consumer.events.GROUP_JOIN, () => batches.clear());
  }

  /** Writes rows with one statement. */
  async function write(rows: Order[]): Promise<void> {
    const values = rows.map(({ id, customer }) => [id, customer]);
    await connection.query('INSERT INTO orders (order_id, customer) VALUES ?', [values]);
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
        const joined = joins;
        await write(batch.rows);
        if (joins !== joined) return; // whoever has the partition now reads these rows again
        await consumer.commitOffsets([{ topic, partition, offset: batch.next }]).catch(unlessMovedOn);
      })
      .catch(giveUp);
    return flushing;
  }

  /** Flushes what waits, behind what is being flushed already. */
  function flushAll(): Promise<void> {
    for (const partition of batches.keys()) flush(partition);
    return flushing;
  }

  const timer = setInterval(flushAll, batchTimeoutMs);

  async function shutDown(): Promise<void> {
    stopping = true;
    clearInterval(timer);
    await flushAll();
    await consumer.disconnect();
    await connection.end();
    process.exit(0);
  }

  watchRebalances();
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
