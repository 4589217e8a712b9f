import type { Mistakes } from '#define';
import type lab from '#lab/08-cdc-vs-outbox/lab.ts';

export default {
  'key-as-id': {
    believed: 'The key says which event it is.',
    diagnosis: 'wrong-event-id',
    edits: {
      'Change, EVENT_ID': 'Change',
      '(await isNew(String(message.headers?.[EVENT_ID])))': '(await isNew(String(message.key)))',
    },
  },
  'swallows-errors': {
    believed: 'A consumer must never throw.',
    diagnosis: 'event-lost',
    edits: { 'throw error;': 'console.error(error);' },
  },
  'seen-first': {
    believed: 'The read model first writes down which event comes.',
    diagnosis: 'event-lost',
    edits: {
      [`await connection.beginTransaction();
      try {
        if (await isNew(String(message.headers?.[EVENT_ID]))) await apply(JSON.parse(String(message.value)));
        await connection.commit();
      } catch (error) {
        await connection.rollback();
        throw error;
      }`]: 'if (await isNew(String(message.headers?.[EVENT_ID]))) await apply(JSON.parse(String(message.value)));',
    },
  },
  'takes-seen-back': {
    believed: 'A note of an event that failed can be taken back.',
    diagnosis: 'event-lost',
    edits: {
      [`await connection.beginTransaction();
      try {
        if (await isNew(String(message.headers?.[EVENT_ID]))) await apply(JSON.parse(String(message.value)));
        await connection.commit();
      } catch (error) {
        await connection.rollback();
        throw error;
      }`]: `const eventId = String(message.headers?.[EVENT_ID]);
      if (await isNew(eventId))
        try {
          await apply(JSON.parse(String(message.value)));
        } catch (error) {
          await connection.execute('DELETE FROM seen_events WHERE id = ?', [eventId]);
          throw error;
        }`,
    },
  },
  'applied-first': {
    believed: 'The work comes first, and the note of it afterwards.',
    diagnosis: 'counted-twice',
    edits: {
      'type ResultSetHeader': 'type ResultSetHeader, type RowDataPacket',
      [`await connection.beginTransaction();
      try {
        if (await isNew(String(message.headers?.[EVENT_ID]))) await apply(JSON.parse(String(message.value)));
        await connection.commit();
      } catch (error) {
        await connection.rollback();
        throw error;
      }`]: `const [rows] = await connection.query<RowDataPacket[]>('SELECT 1 FROM seen_events WHERE id = ?', [
        String(message.headers?.[EVENT_ID]),
      ]);
      if (rows.length === 0) await apply(JSON.parse(String(message.value)));
      await isNew(String(message.headers?.[EVENT_ID]));`,
    },
  },
  'remembers-in-memory': {
    believed: 'A process knows which events it has applied.',
    diagnosis: 'known-in-memory',
    edits: {
      'createConnection, type ResultSetHeader': 'createConnection',
      '/** Whether this event was never applied; from now on it was. */': `const seen = new Set<string>();

  /** Whether this event was never applied; from now on it was. */`,
      [`const [{ affectedRows }] = await connection.execute<ResultSetHeader>('INSERT IGNORE INTO seen_events VALUES (?)', [
      eventId,
    ]);
    return affectedRows === 1;`]: `if (seen.has(eventId)) return false;
    seen.add(eventId);
    return true;`,
    },
  },
  'upserts-only': {
    believed: 'An upsert may be repeated.',
    diagnosis: 'risen',
    edits: {
      [`import { createConnection, type ResultSetHeader } from 'mysql2/promise';
import { type Change, EVENT_ID, idOf } from '#lab/08-cdc-vs-outbox/order.ts';`]: `import { createConnection } from 'mysql2/promise';
import { type Change, idOf } from '#lab/08-cdc-vs-outbox/order.ts';`,
      [`/** Whether this event was never applied; from now on it was. */
  async function isNew(eventId: string): Promise<boolean> {
    const [{ affectedRows }] = await connection.execute<ResultSetHeader>('INSERT IGNORE INTO seen_events VALUES (?)', [
      eventId,
    ]);
    return affectedRows === 1;
  }`]: '',
      [`await connection.beginTransaction();
      try {
        if (await isNew(String(message.headers?.[EVENT_ID]))) await apply(JSON.parse(String(message.value)));
        await connection.commit();
      } catch (error) {
        await connection.rollback();
        throw error;
      }`]: 'await apply(JSON.parse(String(message.value)));',
    },
  },
  'ignores-deletes': {
    believed: 'Nobody asks for an order that is gone.',
    diagnosis: 'not-deleted',
    edits: { "await connection.execute('DELETE FROM order_view WHERE id = ?', [id]);": '' },
  },
  'ignores-updates': {
    believed: 'An order that is in the table stays as it is.',
    diagnosis: 'wrong-view',
    edits: {
      [`await connection.execute(
      \`INSERT INTO order_view (id, status, cents, changes) VALUES (?, ?, ?, 1)
       ON DUPLICATE KEY UPDATE status = VALUES(status), cents = VALUES(cents), changes = changes + 1\`,
      [id, status, cents],
    );`]: `await connection.execute('INSERT IGNORE INTO order_view (id, status, cents, changes) VALUES (?, ?, ?, 1)', [
      id,
      status,
      cents,
    ]);`,
    },
  },
  'offset-before-the-work': {
    believed: 'A consumer that commits early repeats less.',
    diagnosis: 'event-lost',
    edits: {
      'await connection.beginTransaction();': `await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
      await connection.beginTransaction();`,
      'await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);': '',
    },
  },
  'seen-ones-not-committed': {
    believed: 'Where no event was applied there is nothing to commit.',
    diagnosis: 'stands-still',
    edits: {
      'if (await isNew(String(message.headers?.[EVENT_ID]))) await apply(JSON.parse(String(message.value)));': `if (!(await isNew(String(message.headers?.[EVENT_ID])))) {
          await connection.commit();
          return;
        }
        await apply(JSON.parse(String(message.value)));`,
    },
  },
} satisfies Mistakes<typeof lab>;
