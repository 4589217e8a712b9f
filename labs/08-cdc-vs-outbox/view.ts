import {
  type CheckContext,
  databaseOptions,
  kafkaClient,
  type LearnerProcess,
  makeGrounds,
  type TestGround,
  type TestSchema,
} from '#testing';
import { type Change, EVENT_ID, type OrderRow, type Status } from './order.ts';
import { READ_MODEL } from './tables.ts';

/** A topic of events, and a schema for a read model. */
export interface ViewGround extends TestGround {
  schema: TestSchema;
}

/** An event as a record: a change of an order, with its id. */
export interface EventRecord {
  subject: string;
  key: string;
  value: string;
  headers: Record<string, string>;
}

/** The event with that id, of an order that becomes something, or that goes. */
export function changed(id: number, order: number, status: Status | 'gone', before?: Status): EventRecord {
  const row = (state: Status): OrderRow => ({
    id: `order-${order}`,
    customer: `customer-${order}`,
    status: state,
    cents: 700,
  });
  const change: Change = {
    operation: status === 'gone' ? 'DELETE' : before ? 'UPDATE' : 'INSERT',
    before: before ? row(before) : null,
    after: status === 'gone' ? null : row(status),
  };
  return {
    subject: `event ${id}`,
    key: `order-${order}`,
    value: JSON.stringify(change),
    headers: { [EVENT_ID]: String(id) },
  };
}

export async function viewGrounds(
  { cluster, database }: CheckContext,
  events: readonly (readonly EventRecord[])[],
  count: number,
): Promise<ViewGround[]> {
  const [grounds, schemas] = await Promise.all([
    makeGrounds(cluster, events, count, { group: 'order-view' }),
    database.createSchemas(count, READ_MODEL),
  ]);
  return grounds.map((ground, index) => ({ ...ground, schema: schemas[index]! }));
}

export const beginView = (learner: LearnerProcess, { topic, group, schema }: ViewGround): Promise<void> =>
  learner.call('read-model.ts', 'startReadModel', {
    kafka: kafkaClient(),
    topic,
    groupId: group,
    database: databaseOptions({ schema: schema.name }),
  });

/** A row of the read model in words. */
export async function viewIn({ schema }: ViewGround): Promise<string[]> {
  const rows = await schema.query<{ id: string; status: string; changes: number }>(
    'SELECT id, status, changes FROM order_view ORDER BY id',
  );
  return rows.map(({ id, status, changes }) => `${id} ${status}, ${changes} change${Number(changes) === 1 ? '' : 's'}`);
}

/** The events that the read model says it has applied. */
export async function seenIn({ schema }: ViewGround): Promise<Set<string>> {
  const rows = await schema.query<{ id: string }>('SELECT id FROM seen_events');
  return new Set(rows.map(({ id }) => `event ${id}`));
}

/** Events of two orders, and the view of them when all are applied once. */
export const LIFE = [
  changed(1, 1, 'NEW'),
  changed(2, 2, 'NEW'),
  changed(3, 1, 'PAID', 'NEW'),
  changed(4, 2, 'gone', 'NEW'),
  changed(5, 1, 'SHIPPED', 'PAID'),
];
export const THEN = ['order-1 SHIPPED, 3 changes'];
