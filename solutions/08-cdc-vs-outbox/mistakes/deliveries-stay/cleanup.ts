// Believed: a delivery without an event harms nobody.
import { createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { CleanupOptions } from '#lab/08-cdc-vs-outbox/reading.ts';

/** Deletes events that were delivered long ago. Resolves with how many. */
export async function cleanUp({ database, before, batchSize }: CleanupOptions): Promise<number> {
  const connection = await createConnection({ ...database, supportBigNumbers: true, bigNumberStrings: true });

  /** Events that may go; only what was delivered is here. */
  async function delivered(): Promise<string[]> {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT event_id FROM outbox_delivery JOIN outbox ON outbox.id = event_id
       WHERE sent_at < ? ORDER BY event_id LIMIT ?`,
      [before, batchSize],
    );
    return rows.map(({ event_id }) => event_id);
  }

  try {
    for (let deleted = 0; ; ) {
      const ids = await delivered();
      if (ids.length === 0) return deleted;
      const [{ affectedRows }] = await connection.query<ResultSetHeader>('DELETE FROM outbox WHERE id IN (?)', [ids]);
      if (affectedRows === 0) return deleted;
      deleted += ids.length;
    }
  } finally {
    await connection.end();
  }
}
