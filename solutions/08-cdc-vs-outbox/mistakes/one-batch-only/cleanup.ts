// Believed: tomorrow there is another run.
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { CleanupOptions } from '#lab/08-cdc-vs-outbox/reading.ts';

/** Deletes events that were delivered long ago. Resolves with how many. */
export async function cleanUp({ database, before, batchSize }: CleanupOptions): Promise<number> {
  const connection = await createConnection({ ...database, supportBigNumbers: true, bigNumberStrings: true });

  /** Events that may go; only what was delivered is here. */
  async function delivered(): Promise<string[]> {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT event_id FROM outbox_delivery WHERE sent_at < ? ORDER BY event_id LIMIT ?',
      [before, batchSize],
    );
    return rows.map(({ event_id }) => event_id);
  }

  try {
    for (let deleted = 0; ; ) {
      const ids = await delivered();
      if (ids.length === 0) return deleted;
      // First the event: without its delivery it would be published again.
      await connection.query('DELETE FROM outbox WHERE id IN (?)', [ids]);
      await connection.query('DELETE FROM outbox_delivery WHERE event_id IN (?)', [ids]);
      return deleted + ids.length;
    }
  } finally {
    await connection.end();
  }
}
