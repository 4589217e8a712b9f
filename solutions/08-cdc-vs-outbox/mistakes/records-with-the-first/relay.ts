// Believed: once the first event is sent, the others will be.
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { EVENT_ID } from '#lab/08-cdc-vs-outbox/order.ts';
import type { OutboxRow, Relay, RelayOptions } from '#lab/08-cdc-vs-outbox/relaying.ts';

/** So long a relay waits for another one to end its batch, in seconds. */
const LOCK_WAIT_S = 30;

/** Brings events from the outbox to Kafka, in order, each at least once. */
export async function openRelay({ kafka, topic, database, batchSize }: RelayOptions): Promise<Relay> {
  const connection = await createConnection({ ...database, supportBigNumbers: true, bigNumberStrings: true });
  const producer = kafka.producer();
  await producer.connect();

  /** What was never told, the oldest first. */
  async function waiting(): Promise<OutboxRow[]> {
    const [rows] = await connection.query<(OutboxRow & RowDataPacket)[]>(
      `SELECT outbox.* FROM outbox LEFT JOIN outbox_delivery ON event_id = outbox.id
       WHERE event_id IS NULL ORDER BY outbox.id LIMIT ?`,
      [batchSize],
    );
    return rows;
  }

  async function send(events: readonly OutboxRow[]): Promise<void> {
    const messages = events.map(({ id, aggregateid, type, payload }) => ({
      key: aggregateid,
      value: payload,
      headers: { [EVENT_ID]: String(id), type },
    }));
    await producer.send({ topic, messages });
  }

  async function record(events: readonly OutboxRow[]): Promise<void> {
    await connection.query('INSERT IGNORE INTO outbox_delivery (event_id) VALUES ?', [events.map(({ id }) => [id])]);
  }

  /** Does it while no other relay does; the server takes the lock away from who dies. */
  async function alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const name = `relay of ${database.database}`;
    const [[lock]] = await connection.query<RowDataPacket[]>('SELECT GET_LOCK(?, ?) AS held', [name, LOCK_WAIT_S]);
    if (Number(lock!.held) !== 1) throw new Error('another relay holds the lock');
    return work().finally(() => connection.query('SELECT RELEASE_LOCK(?)', [name]));
  }

  async function publishBatch(): Promise<number> {
    const events = await waiting();
    if (events.length === 0) return 0;
    for (const [index, event] of events.entries()) {
      await send([event]);
      if (index === 0) await record(events);
    }
    return events.length;
  }

  return {
    async publish() {
      let published = 0;
      for (;;) {
        const count = await alone(publishBatch);
        if (count === 0) return published;
        published += count;
      }
    },
    async close() {
      await producer.disconnect();
      await connection.end();
    },
  };
}
