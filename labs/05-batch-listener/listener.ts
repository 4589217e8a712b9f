import {
  type CheckContext,
  databaseOptions,
  type HistoryEvent,
  kafkaClient,
  type LearnerProcess,
  makeGrounds,
  type TestGround,
  type TestSchema,
  type Workload,
} from '#testing';
import type { Code } from './judging.ts';

const COLUMNS = 'order_id VARCHAR(40) NOT NULL, customer VARCHAR(40) NOT NULL, price_cents INT NOT NULL';
/** Takes each row as often as it comes, and shows it. */
export const LOG_OF_ROWS = [`CREATE TABLE orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, ${COLUMNS})`];
/** Takes each order once. */
export const ONE_ROW_EACH = [`CREATE TABLE orders (${COLUMNS}, PRIMARY KEY (order_id))`];

/** A ground with a schema of its own. */
export interface ListenerGround extends TestGround {
  schema: TestSchema;
}

export interface Batching {
  batchSize: number;
  batchTimeoutMs: number;
}

/** Topics with the workload, groups and schemas, of each that many. */
export async function listenerGrounds(
  { cluster, database }: CheckContext,
  workload: Workload,
  count: number,
  table: readonly string[] = LOG_OF_ROWS,
): Promise<ListenerGround[]> {
  const [grounds, schemas] = await Promise.all([
    makeGrounds(cluster, workload, count, { group: 'archive' }),
    database.createSchemas(count, table),
  ]);
  return grounds.map((ground, index) => ({ ...ground, schema: schemas[index]! }));
}

/** Starts the listener in a process that may end. */
export function begin(
  learner: LearnerProcess,
  { topic, group, schema }: ListenerGround,
  batching: Batching,
): Promise<void> {
  return learner.call('batch-listener.ts', 'startBatchListener', {
    kafka: kafkaClient(),
    topic,
    groupId: group,
    database: databaseOptions({ schema: schema.name }),
    ...batching,
  });
}

/** The ids of the rows that are written and committed, as often as they stand there. */
export async function rowsIn({ schema }: ListenerGround): Promise<string[]> {
  const rows = await schema.query<{ order_id: string }>('SELECT order_id FROM orders');
  return rows.map(({ order_id }) => order_id);
}

const WRITES = new Set(['INSERT', 'REPLACE', 'LOAD', 'CALL', 'WITH']);

/** Whether a command of that verb writes rows. */
export const isWrite = (verb: string): boolean => WRITES.has(verb);

/** The commands that write rows, since an event. */
export const writesIn = (events: readonly HistoryEvent[], since = 0): HistoryEvent[] =>
  events.filter(({ n, details }) => n > since && details.kind === 'command' && isWrite(details.verb));

/** Orders that nobody committed past are not in the table: is nothing ever written, or only what fills up? */
export const whyUnwritten = (events: readonly HistoryEvent[]): Code =>
  writesIn(events).length > 0 ? 'tail-never-written' : 'not-written';
