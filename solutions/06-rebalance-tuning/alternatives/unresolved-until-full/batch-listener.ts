import type { EachBatchPayload } from 'kafkajs';
import { createConnection } from 'mysql2/promise';
import { type BatchListenerOptions, unlessMovedOn } from '#lab/06-rebalance-tuning/batching.ts';
import { type Order, parseOrder } from '#lab/06-rebalance-tuning/order.ts';

/** Writes orders to the table in batches, until the process gets SIGTERM. Resolves once it is a member of its group. */
export async function startBatchListener(options: BatchListenerOptions): Promise<void> {
  const { kafka, topic, groupId, database, batchSize, batchTimeoutMs, sessionTimeoutMs } = options;
  const connection = await createConnection(database);
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: 500,
    maxWaitTimeInMs: 50,
  });
  /** When each partition's first unresolved order was seen. */
  const since = new Map<number, number>();
  let inHand: Promise<void> = Promise.resolve();
  let stopping = false;

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

  async function shutDown(): Promise<void> {
    stopping = true;
    await inHand;
    await consumer.disconnect();
    await connection.end();
    process.exit(0);
  }

  async function work({ batch: { partition, messages }, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const first = since.get(partition) ?? Date.now();
    since.set(partition, first);
    const isOld = Date.now() - first >= batchTimeoutMs;
    for (let from = 0; from < messages.length && !stopping; from += batchSize) {
      const part = messages.slice(from, from + batchSize);
      if (part.length < batchSize && !isOld) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return;
      }
      await write(part.map(parseOrder)).catch(giveUp);
      const { offset } = part.at(-1)!;
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(offset) + 1n) }]).catch(unlessMovedOn);
      resolveOffset(offset);
      since.set(partition, Date.now());
      await heartbeat();
    }
    since.delete(partition);
  }

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    // Right: no memory of its own. What is too little and too young is left unresolved, and kafkajs brings it again.
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch: (payload) => {
      inHand = work(payload);
      return inHand;
    },
  });
  process.on('SIGTERM', () => stopping || shutDown().catch(giveUp));
}
