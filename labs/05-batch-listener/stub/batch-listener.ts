import { createConnection } from 'mysql2/promise';
import { todo } from '#kit/todo';
import { type BatchListenerOptions, type Order, parseOrder } from '#lab/05-batch-listener/order.ts';

/** What waits to be written, of one partition. */
interface Batch {
  rows: Order[];
  /** The offset after the last of them. */
  next: string;
}

/** Writes orders to the table in batches, until the process gets SIGTERM. Resolves once it is a member of its group. */
export async function startBatchListener(options: BatchListenerOptions): Promise<void> {
  const { kafka, topic, groupId, database, batchSize, batchTimeoutMs } = options;
  const connection = await createConnection(database);
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const batches = new Map<number, Batch>();
  let flushing: Promise<void> = Promise.resolve();
  let stopping = false;

  /** Writes rows with one statement. */
  async function write(rows: Order[]): Promise<void> {
    const values = rows.map(({ id, customer, priceCents }) => [id, customer, priceCents]);
    // Task 2: what if a row is there already?
    await connection.query('INSERT INTO orders (order_id, customer, price_cents) VALUES ?', [values]);
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
        todo('3: write the batch and move the offset of its partition: in which order, and to which number?');
      })
      .catch(giveUp);
    return flushing;
  }

  /** Flushes what waits, behind what is being flushed already. */
  function flushAll(): Promise<void> {
    for (const partition of batches.keys()) flush(partition);
    return flushing;
  }

  const timer = todo('1: who writes a batch that does not fill up, and when?');

  async function shutDown(): Promise<void> {
    stopping = true;
    clearInterval(timer);
    todo('4: SIGTERM. What becomes of rows that wait? What is closed, and in which order?');
    process.exit(0);
  }

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      if (stopping) return; // neither written nor committed: the next process reads it
      todo('2: put the order into the batch of its partition. When is the batch written, and who waits for that?');
    },
  });
  process.on('SIGTERM', () => stopping || shutDown().catch(giveUp));
}
