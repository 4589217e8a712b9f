import type { Mistakes } from '#define';
import type lab from '#lab/08-cdc-vs-outbox/lab.ts';

export default {
  'by-age': {
    believed: 'An event that is old was sent long ago.',
    diagnosis: 'undelivered-deleted',
    edits: {
      [`const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT event_id FROM outbox_delivery WHERE sent_at < ? ORDER BY event_id LIMIT ?',
      [before, batchSize],
    );`]: `const [rows] = await connection.query<RowDataPacket[]>('SELECT id AS event_id FROM outbox ORDER BY id LIMIT ?', [
      batchSize,
    ]);`,
      'if (ids.length === 0) return deleted;': 'if (ids.length < batchSize || before > new Date()) return deleted;',
    },
  },
  'all-that-is-delivered': {
    believed: 'An event that is delivered is done.',
    diagnosis: 'too-young',
    edits: {
      'database, before': 'database',
      [`'SELECT event_id FROM outbox_delivery WHERE sent_at < ? ORDER BY event_id LIMIT ?',
      [before, batchSize],`]: `'SELECT event_id FROM outbox_delivery ORDER BY event_id LIMIT ?',
      [batchSize],`,
    },
  },
  'delivery-first': {
    believed: 'A row that refers to another row must go first.',
    diagnosis: 'told-again',
    edits: {
      [`// First the event: without its delivery it would be published again.
      await connection.query('DELETE FROM outbox WHERE id IN (?)', [ids]);`]: '',
      'deleted += ids.length;': `await connection.query('DELETE FROM outbox WHERE id IN (?)', [ids]);
      deleted += ids.length;`,
    },
  },
  'without-limit': {
    believed: 'One statement is quicker than many statements.',
    diagnosis: 'all-at-once',
    edits: {
      'database, before, batchSize': 'database, before',
      [`'SELECT event_id FROM outbox_delivery WHERE sent_at < ? ORDER BY event_id LIMIT ?',
      [before, batchSize],`]: `'SELECT event_id FROM outbox_delivery WHERE sent_at < ? ORDER BY event_id',
      [before],`,
    },
  },
  'one-batch-only': {
    believed: 'Tomorrow another run deletes the rest.',
    diagnosis: 'left-behind',
    edits: { 'deleted += ids.length;': 'return deleted + ids.length;' },
  },
  'joins-the-outbox': {
    believed: 'A delivery always has its event.',
    diagnosis: 'left-behind',
    edits: { 'event_id FROM outbox_delivery': 'event_id FROM outbox_delivery JOIN outbox ON id = event_id' },
  },
  'deliveries-stay': {
    believed: 'A delivery without an event does no harm.',
    diagnosis: 'left-behind',
    edits: {
      'createConnection, type': 'createConnection, type ResultSetHeader, type',
      "'SELECT event_id FROM outbox_delivery WHERE sent_at < ? ORDER BY event_id LIMIT ?',": `\`SELECT event_id FROM outbox_delivery JOIN outbox ON outbox.id = event_id
       WHERE sent_at < ? ORDER BY event_id LIMIT ?\`,`,
      [`// First the event: without its delivery it would be published again.
      await connection.query('DELETE FROM outbox WHERE id IN (?)', [ids]);
      await connection.query('DELETE FROM outbox_delivery WHERE event_id IN (?)', [ids]);`]: `const [{ affectedRows }] = await connection.query<ResultSetHeader>('DELETE FROM outbox WHERE id IN (?)', [ids]);
      if (affectedRows === 0) return deleted;`,
    },
  },
  'counts-the-batches': {
    believed: '`cleanUp` resolves with the number of batches.',
    diagnosis: 'miscounted-cleanup',
    edits: { 'deleted += ids.length;': 'deleted += 1;' },
  },
} satisfies Mistakes<typeof lab>;
