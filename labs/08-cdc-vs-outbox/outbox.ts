import { type CheckContext, databaseOptions, kafkaClient, type LearnerProcess } from '#testing';
import { type EventGround, eventGrounds } from './grounds.ts';
import { EVENT_ID } from './order.ts';
import type { Orders, Relay } from './relaying.ts';
import { DELIVERY, ORDERS, OUTBOX } from './tables.ts';

/** The clerk may add to the outbox and delete from it; what stands in it never changes. */
const GRANTS = [
  "GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO 'clerk'@'%'",
  "GRANT SELECT, INSERT, DELETE ON outbox TO 'clerk'@'%'",
  "GRANT SELECT, INSERT, DELETE ON outbox_delivery TO 'clerk'@'%'",
];

/** A topic for events, and a schema with orders and an outbox. */
export type OutboxGround = EventGround;

/** Grounds whose outbox holds these events already, in order. */
export const outboxGrounds = (
  context: CheckContext,
  count: number,
  events: readonly OutboxEvent[] = [],
): Promise<OutboxGround[]> =>
  eventGrounds(context, count, {
    ddl: [ORDERS, OUTBOX, DELIVERY, ...GRANTS, ...(events.length > 0 ? [inserting(events)] : [])],
    subjects: events.map(({ subject }) => subject),
  });

/** An event as it lies in the outbox: its order, and what it says. */
export interface OutboxEvent {
  /** In words, such as “order-1 #3”. */
  subject: string;
  order: string;
}

/** The n-th event of an order. */
export const event = (order: number, n: number): OutboxEvent => ({
  subject: `order-${order} #${n}`,
  order: `order-${order}`,
});

/** One statement that puts events into the outbox, in order. */
export function inserting(events: readonly OutboxEvent[]): string {
  const rows = events.map(
    ({ subject, order }) => `('order', '${order}', 'StatusChanged', '{"id":"${order}","says":"${subject}"}')`,
  );
  return `INSERT INTO outbox (aggregatetype, aggregateid, type, payload) VALUES ${rows.join(', ')}`;
}

export const openOrders = (learner: LearnerProcess, { schema, topic }: OutboxGround): Promise<Orders> =>
  learner.call('orders.ts', 'openOrders', {
    kafka: kafkaClient(),
    topic,
    database: databaseOptions({ schema: schema.name, as: 'clerk' }),
  });

export const openRelay = (
  learner: LearnerProcess,
  { schema, topic }: OutboxGround,
  batchSize: number,
): Promise<Relay> =>
  learner.call('relay.ts', 'openRelay', {
    kafka: kafkaClient(),
    topic,
    database: databaseOptions({ schema: schema.name, as: 'clerk' }),
    batchSize,
  });

/** An event of the topic. */
export interface Published {
  subject: string;
  key: string | undefined;
  id: string | undefined;
  partition: number;
}

/** What the topic holds, of each partition in order. */
export async function publishedIn({ testTopic }: OutboxGround): Promise<Published[]> {
  return (await testTopic.readAll('committed')).map(({ key, value, headers, partition }) => ({
    subject: /"says":"([^"]*)"/.exec(String(value))?.[1] ?? 'something else',
    key: key?.toString(),
    id: headers.find(({ name }) => name === EVENT_ID)?.value?.toString(),
    partition,
  }));
}

/** The ids of the events that are recorded as delivered. */
export async function recordedIn({ schema }: OutboxGround): Promise<string[]> {
  const rows = await schema.query<{ event_id: number | string }>(
    'SELECT event_id FROM outbox_delivery ORDER BY event_id',
  );
  return rows.map(({ event_id }) => String(event_id));
}

/** The outbox, in the order of its ids. */
export async function outboxIn({ schema }: OutboxGround) {
  return schema.query<{
    id: number | string;
    aggregatetype: string;
    aggregateid: string;
    type: string;
    payload: string;
  }>('SELECT id, aggregatetype, aggregateid, type, payload FROM outbox ORDER BY id');
}

/** What stands in a payload about the status of an order. */
export const statusIn = (payload: string): string | undefined => /"status"\s*:\s*"(\w+)"/.exec(payload)?.[1];
