import {
  type CheckContext,
  databaseOptions,
  type HistoryEvent,
  kafkaClient,
  type LearnerProcess,
  makeGround,
  mayHappen,
  type TestGround,
  type TestSchema,
  type Workload,
  wireOf,
} from '#testing';
import { type Code, fail } from './judging.ts';
import { ordersIn } from './orders.ts';

/** What takes 50 ms on an idle machine, and on top of a timeout of the program. */
export const WITHIN_MS = 15_000;
/** A flush that is to come, comes within this time of the one before: they stand in one queue. */
const NO_MORE_ROWS_MS = 1_000;
/** A program that asks the broker to fill its batch asks once in a while only. */
const ASKS_WITHIN_MS = 1_500;

export const BATCH_SIZE = 4;
/** Of each partition, behind its full batches: they wait. */
export const WAITING = 2;
const PARTITIONS = [0, 1, 2, 3] as const;

/** The orders of four partitions: of each the full batches, what waits behind it, and what comes last. */
const PER_PARTITION = 14;
const ALL = ordersIn(
  ...PARTITIONS.map((partition) => Array.from({ length: PER_PARTITION }, (_, index) => index * 4 + partition + 1)),
);

/** Of each partition the orders from one offset to another. */
export const between = (from: number, to: number): Workload => ALL.map((orders) => orders.slice(from, to));

/** The place of an order. */
export function placeOf(order: string): { partition: number; offset: number } {
  const number = Number(order.slice('order-'.length)) - 1;
  return { partition: number % 4, offset: Math.floor(number / 4) };
}

/** A ground with a table that takes each row as often as it comes, and shows it. */
export interface ListenerGround extends TestGround {
  schema: TestSchema;
}

const TABLE =
  'CREATE TABLE orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, order_id VARCHAR(40) NOT NULL, customer VARCHAR(40) NOT NULL)';

export async function listenerGround({ cluster, database }: CheckContext, orders: Workload): Promise<ListenerGround> {
  const [ground, schema] = await Promise.all([
    makeGround(cluster, orders, { group: 'archive' }),
    database.createSchema([TABLE]),
  ]);
  return { ...ground, schema };
}

export interface Listening {
  batchTimeoutMs: number;
  sessionTimeoutMs: number;
  /** Client ids that come earlier in the alphabet are given the even partitions. */
  clientId?: string;
}

/** Starts the listener in a process; resolves once it is a member. */
export function listen(
  learner: LearnerProcess,
  { topic, group, schema }: ListenerGround,
  { clientId = 'shop', ...timing }: Listening,
): Promise<void> {
  return learner.call('batch-listener.ts', 'startBatchListener', {
    kafka: kafkaClient({ clientId }),
    topic,
    groupId: group,
    database: databaseOptions({ schema: schema.name }),
    batchSize: BATCH_SIZE,
    ...timing,
  });
}

export const append = ({ testTopic }: ListenerGround, orders: Workload) =>
  Promise.all(
    orders.map(async (records, partition) => {
      if (records.length > 0) await testTopic.append([...records], { partition });
    }),
  );

/** Waits until the process has been given that many records of each of these partitions, and has asked for more. */
export async function hasRead(
  { history }: CheckContext,
  { name }: LearnerProcess,
  upTo: number,
  partitions: readonly number[] = PARTITIONS,
): Promise<void> {
  const hasAsked = (partition: number) =>
    wireOf(history, 'request', 'Fetch').some(
      ({ details }) =>
        details.process === name &&
        details.partitions?.some((part) => part.partition === partition && (part.offset ?? 0) >= upTo),
    );
  // Some leave in Kafka what they have no batch for yet, and ask for it again.
  await mayHappen('the listener has read', () => partitions.every(hasAsked), { withinMs: ASKS_WITHIN_MS });
}

/** The ids of the rows that are there, as often as they stand there. */
export async function rowsIn({ schema }: ListenerGround): Promise<string[]> {
  const rows = await schema.query<{ order_id: string }>('SELECT order_id FROM orders');
  return rows.map(({ order_id }) => order_id);
}

/** Waits until each order is in the table and committed, and no more rows come; else fails with what is missing. */
export async function allWritten(
  context: CheckContext,
  ground: ListenerGround,
  orders: Workload,
  since: HistoryEvent,
): Promise<void> {
  const { missing } = await written(context, ground, orders, since);
  if (missing) fail(...missing);
}

/** What came of orders: the rows that are there, and what is missing of orders or commits, where something is. */
export interface Written {
  rows: string[];
  missing?: [code: Code, evidence: HistoryEvent[]];
}

/** Waits as `allWritten` does, and leaves it to the caller to fail. */
export async function written(
  { cluster, history }: CheckContext,
  ground: ListenerGround,
  orders: Workload,
  since: HistoryEvent,
): Promise<Written> {
  const ids = orders.flat().map(({ subject }) => subject);
  let rows: string[] = [];
  let quietSince = performance.now();
  let isCommitted = false;
  const isOver = async () => {
    const now = await rowsIn(ground);
    if (now.length !== rows.length) quietSince = performance.now();
    rows = now;
    isCommitted = (await cluster.committed(ground.group, ground.testTopic)).every(
      ({ partition, offset = -1 }) => offset >= orders[partition]!.length,
    );
    return isCommitted && ids.every((id) => rows.includes(id)) && performance.now() - quietSince > NO_MORE_ROWS_MS;
  };
  await mayHappen('every order is a row, and committed', isOver, { withinMs: WITHIN_MS });
  if (ids.some((id) => !rows.includes(id))) {
    const seen = history.record('database', 'the table never holds some of the orders');
    return { rows, missing: ['rows-not-written', [since, seen]] };
  }
  if (isCommitted) return { rows };
  const all = history.record('database', 'the table holds every order');
  const behind = history.record('broker 1', 'the group’s offsets stop before the last of them');
  return { rows, missing: ['offset-stands-still', [since, all, behind]] };
}
