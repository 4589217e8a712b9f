import type { Mistakes } from '#define';
import type lab from '#lab/08-cdc-vs-outbox/lab.ts';

export default {
  'one-batch-for-good': {
    believed: 'The next call of `publish` takes the next batch.',
    diagnosis: 'not-published',
    edits: {
      [`let published = 0;
      for (;;) {
        const count = await alone(publishBatch);
        if (count === 0) return published;
        published += count;
      }`]: 'return alone(publishBatch);',
    },
  },
  'counts-batches': {
    believed: '`publish` resolves with the number of batches.',
    diagnosis: 'miscounted',
    edits: { 'published += count;': 'published += 1;' },
  },
  'marks-the-outbox': {
    believed: 'The relay marks an event that is sent in the row of the event.',
    diagnosis: 'outbox-changed',
    edits: {
      "connection.query('INSERT IGNORE INTO outbox_delivery (event_id) VALUES ?', [events.map(({ id }) => [id])])":
        "connection.query('UPDATE outbox SET sent = 1 WHERE id IN (?)', [events.map(({ id }) => id)])",
    },
  },
  'records-first': {
    believed: 'A relay that records the delivery first does not forget it.',
    diagnosis: 'recorded-before-stored',
    edits: {
      [`await send(events);
    await record(events);`]: `await record(events);
    await send(events);`,
    },
  },
  'records-with-the-first': {
    believed: 'Once the first event is sent, the other events will be sent, too.',
    diagnosis: 'recorded-before-stored',
    edits: {
      [`await send(events);
    await record(events);`]: `for (const [index, event] of events.entries()) {
      await send([event]);
      if (index === 0) await record(events);
    }`,
    },
  },
  'send-not-awaited-by-the-relay': {
    believed: 'The client has the records, so they are sent.',
    diagnosis: 'recorded-before-stored',
    edits: { 'await send(events);': 'send(events).catch(console.error);' },
  },
  'remembers-the-last-number': {
    believed: 'The numbers of events only grow, so the relay goes on behind the last one.',
    diagnosis: 'gap-passed-over',
    edits: {
      '/** What was never told, the oldest first. */': `let last = '0';

  /** What was never told, the oldest first. */`,
      [`WHERE event_id IS NULL ORDER BY outbox.id LIMIT ?\`,
      [batchSize],`]: `WHERE event_id IS NULL AND outbox.id > ? ORDER BY outbox.id LIMIT ?\`,
      [last, batchSize],`,
      'return events.length;': `last = events.at(-1)!.id;
    return events.length;`,
    },
  },
  'skip-locked': {
    believed: 'Two relays are twice as fast as one.',
    diagnosis: 'overtaken',
    edits: {
      [`/** So long a relay waits for another one to end its batch, in seconds. */
const LOCK_WAIT_S = 30;`]: '',
      [`\`SELECT outbox.* FROM outbox LEFT JOIN outbox_delivery ON event_id = outbox.id
       WHERE event_id IS NULL ORDER BY outbox.id LIMIT ?\`,`]: `\`SELECT outbox.* FROM outbox
       WHERE NOT EXISTS (SELECT 1 FROM outbox_delivery WHERE event_id = outbox.id)
       ORDER BY outbox.id LIMIT ? FOR UPDATE SKIP LOCKED\`,`,
      [`const name = \`relay of \${database.database}\`;
    const [[lock]] = await connection.query<RowDataPacket[]>('SELECT GET_LOCK(?, ?) AS held', [name, LOCK_WAIT_S]);
    if (Number(lock!.held) !== 1) throw new Error('another relay holds the lock');
    return work().finally(() => connection.query('SELECT RELEASE_LOCK(?)', [name]));`]: `await connection.query('SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await connection.beginTransaction();
    return work().finally(() => connection.commit());`,
    },
  },
  'lock-kept-on-failure': {
    believed: 'A send does not fail, so the relay always comes to the line that releases the lock.',
    diagnosis: 'lock-kept',
    edits: {
      "return work().finally(() => connection.query('SELECT RELEASE_LOCK(?)', [name]));": `const result = await work();
    await connection.query('SELECT RELEASE_LOCK(?)', [name]);
    return result;`,
    },
  },
  'no-lock': {
    believed: 'There is one relay.',
    diagnosis: 'told-twice',
    edits: {
      [`/** So long a relay waits for another one to end its batch, in seconds. */
const LOCK_WAIT_S = 30;`]: '',
      [`const name = \`relay of \${database.database}\`;
    const [[lock]] = await connection.query<RowDataPacket[]>('SELECT GET_LOCK(?, ?) AS held', [name, LOCK_WAIT_S]);
    if (Number(lock!.held) !== 1) throw new Error('another relay holds the lock');
    return work().finally(() => connection.query('SELECT RELEASE_LOCK(?)', [name]));`]: 'return work();',
    },
  },
  'records-nothing': {
    believed: 'The topic knows which events it has, so the relay records nothing.',
    diagnosis: 'not-published',
    edits: {
      [`async function record(events: readonly OutboxRow[]): Promise<void> {
    await connection.query('INSERT IGNORE INTO outbox_delivery (event_id) VALUES ?', [events.map(({ id }) => [id])]);
  }`]: '',
      'await record(events);': '',
      'published += count;': `published += count;
        if (count < batchSize) return published;`,
    },
  },
  'relays-without-key': {
    believed: 'The broker keeps all records in their sequence.',
    diagnosis: 'wrong-aggregate-key',
    edits: {
      [`const messages = events.map(({ id, aggregateid, type, payload }) => ({
      key: aggregateid,`]: 'const messages = events.map(({ id, type, payload }) => ({',
    },
  },
  'type-as-key': {
    believed: 'The key says what kind of event it is.',
    diagnosis: 'wrong-aggregate-key',
    edits: {
      [`const messages = events.map(({ id, aggregateid, type, payload }) => ({
      key: aggregateid,`]: `const messages = events.map(({ id, type, payload }) => ({
      key: type,`,
    },
  },
  'own-event-id': {
    believed: 'Each message has an id of its own.',
    diagnosis: 'no-event-id',
    edits: {
      "import { createConnection, type RowDataPacket } from 'mysql2/promise';": `import { randomUUID } from 'node:crypto';
import { createConnection, type RowDataPacket } from 'mysql2/promise';`,
      'events.map(({ id,': 'events.map(({',
      'headers: { [EVENT_ID]: String(id), type },': 'headers: { [EVENT_ID]: randomUUID(), type },',
    },
  },
  'deletes-what-is-sent': {
    believed: 'An event that is sent is of no use any more.',
    diagnosis: 'deleted-at-once',
    edits: {
      "connection.query('INSERT IGNORE INTO outbox_delivery (event_id) VALUES ?', [events.map(({ id }) => [id])])":
        "connection.query('DELETE FROM outbox WHERE id IN (?)', [events.map(({ id }) => id)])",
    },
  },
} satisfies Mistakes<typeof lab>;
