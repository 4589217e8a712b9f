import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { todo } from '#kit/todo';
import type { CleanupOptions } from '#lab/08-cdc-vs-outbox/reading.ts';

/** Deletes events that were delivered long ago. Resolves with how many. */
export async function cleanUp({ database, before, batchSize }: CleanupOptions): Promise<number> {
  const connection = await createConnection({ ...database, supportBigNumbers: true, bigNumberStrings: true });

  /** Events that may go; only what was delivered is here. */
  async function delivered(): Promise<string[]> {
    const [rows] = await connection.query<RowDataPacket[]>(todo('17: which events may go, and how many at a time?'), [
      before,
      batchSize,
    ]);
    return rows.map(({ event_id }) => event_id);
  }

  try {
    for (let deleted = 0; ; ) {
      const ids = await delivered();
      if (ids.length === 0) return deleted;
      todo('18: the events, and their deliveries: which go first?');
      deleted += ids.length;
    }
  } finally {
    await connection.end();
  }
}
