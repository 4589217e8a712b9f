// Believed: what fails can be taken back.
import { createConnection, type ResultSetHeader } from 'mysql2/promise';
import { type Change, EVENT_ID, idOf } from '#lab/08-cdc-vs-outbox/order.ts';
import type { ReadModelOptions } from '#lab/08-cdc-vs-outbox/reading.ts';

/** Keeps a table of its own like the orders, by their events. Resolves once it is a member of its group. */
export async function startReadModel({ kafka, topic, groupId, database }: ReadModelOptions): Promise<void> {
  const connection = await createConnection(database);
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });

  /** Whether this event was never applied; from now on it was. */
  async function isNew(eventId: string): Promise<boolean> {
    const [{ affectedRows }] = await connection.execute<ResultSetHeader>('INSERT IGNORE INTO seen_events VALUES (?)', [
      eventId,
    ]);
    return affectedRows === 1;
  }

  async function apply(change: Change): Promise<void> {
    const id = idOf(change);
    if (!change.after) {
      await connection.execute('DELETE FROM order_view WHERE id = ?', [id]);
      return;
    }
    const { status, cents } = change.after;
    await connection.execute(
      `INSERT INTO order_view (id, status, cents, changes) VALUES (?, ?, ?, 1)
       ON DUPLICATE KEY UPDATE status = VALUES(status), cents = VALUES(cents), changes = changes + 1`,
      [id, status, cents],
    );
  }

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      const eventId = String(message.headers?.[EVENT_ID]);
      if (await isNew(eventId))
        try {
          await apply(JSON.parse(String(message.value)));
        } catch (error) {
          await connection.execute('DELETE FROM seen_events WHERE id = ?', [eventId]);
          throw error;
        }
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
    },
  });
}
