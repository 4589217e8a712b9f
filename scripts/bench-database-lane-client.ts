import mysql from 'mysql2/promise';
import { playRounds } from './bench-client.ts';

/** One round, as scripts/bench-database-lane.ts asks for it. */
export interface DatabaseRound {
  options: { host: string; port: number; user: string; password: string; database: string };
  table: string;
  inserts: number;
}

export interface DatabaseRoundTimes {
  /** Each INSERT as a text. */
  queryMs: number;
  /** The same, prepared. */
  executeMs: number;
}

/** The client of scripts/bench-database-lane.ts: a process of its own, as a learner's program is. */
playRounds(run);

/** Each statement waits for the one before, as a program's that works off records one by one does. */
async function run({ options, table, inserts }: DatabaseRound): Promise<DatabaseRoundTimes> {
  const connection = await mysql.createConnection(options);
  const sql = `INSERT INTO ${table} VALUES (?, ?)`;
  const note = 'x'.repeat(100);
  // One transaction each: commits would measure the disk.
  const timed = async (insert: (id: number) => Promise<unknown>): Promise<number> => {
    await connection.beginTransaction();
    const startedAt = performance.now();
    for (let id = 0; id < inserts; id++) await insert(id);
    const ms = performance.now() - startedAt;
    await connection.rollback();
    return ms;
  };
  const queryMs = await timed((id) => connection.query(sql, [id, note]));
  const executeMs = await timed((id) => connection.execute(sql, [id, note]));
  await connection.end();
  return { queryMs, executeMs };
}
