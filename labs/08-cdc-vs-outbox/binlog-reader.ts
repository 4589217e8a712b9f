import ZongJi, { type BinlogEvent } from '@vlasky/zongji';
import { ACCOUNTS, type CheckContext, eventually, type TestSchema } from '#testing';
import { changesIn, type Position, ROW_EVENTS } from './binlog.ts';
import { told } from './events.ts';

/** Beside what programs under test use. */
const SERVER_ID = 900;
const WITHIN_MS = 10_000;

/** A transaction of the binlog: how many rows of each table it changed. */
export interface BinlogTransaction {
  /** By name of the table. */
  rows: ReadonlyMap<string, number>;
  /** What it did to the orders, in words, such as “order-1 PAID”. */
  changes: string[];
}

/** Where the binlog ends now. */
export async function endOfBinlog(schema: Pick<TestSchema, 'query'>): Promise<Position> {
  const files = await schema.query<{ Log_name: string; File_size: number | string }>('SHOW BINARY LOGS');
  const last = files.at(-1)!;
  return { filename: last.Log_name, position: Number(last.File_size) };
}

/** What the binlog holds of a schema from a position up to now, as the harness reads it. */
export async function transactionsSince(
  { database }: CheckContext,
  schema: TestSchema,
  from: Position,
): Promise<BinlogTransaction[]> {
  const end = await endOfBinlog(schema);
  const zongji = new ZongJi({ ...database.address, ...ACCOUNTS.replica, database: schema.name });
  const transactions: BinlogTransaction[] = [];
  let rows = new Map<string, number>();
  let changes: string[] = [];
  let reached: Position = from;
  let problem: unknown;
  zongji.on('error', (error: unknown) => {
    problem = error;
  });
  zongji.on('binlog', (event: BinlogEvent) => {
    const name = event.getEventName();
    const count = (event as { rows?: unknown[] }).rows?.length ?? 0;
    if (count > 0) {
      const table = tableOf(event);
      rows.set(table, (rows.get(table) ?? 0) + count);
      if (table === 'orders') changes.push(...changesIn(event).map(told));
    }
    if (name === 'xid' && rows.size > 0) {
      transactions.push({ rows, changes });
      rows = new Map();
      changes = [];
    }
    reached = { filename: zongji.options.filename!, position: event.nextPosition };
  });
  zongji.start({
    ...from,
    serverId: SERVER_ID,
    includeEvents: [...ROW_EVENTS, 'gtid', 'mariadbgtid', 'anonymousgtid', 'query'],
    includeSchema: { [schema.name]: true },
  });
  try {
    const isRead = () => {
      if (problem) throw problem;
      return reached.filename > end.filename || (reached.filename === end.filename && reached.position >= end.position);
    };
    await eventually('the binlog is read to its end', isRead, { withinMs: WITHIN_MS });
  } finally {
    zongji.stop();
  }
  return transactions;
}

const tableOf = (event: BinlogEvent): string => {
  const { tableId, tableMap } = event as BinlogEvent & {
    tableId: number;
    tableMap: Record<number, { tableName: string }>;
  };
  return tableMap[tableId]!.tableName;
};
