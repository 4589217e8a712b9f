import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import { eventually } from '../../harness/broker/eventually.ts';
import type { DatabaseDetails } from '../../harness/history/events.ts';
import { DatabaseLane } from '../../harness/tap/database/database-lane.ts';
import { RawClient } from '../../harness/tap/database/raw-client.ts';
import { query } from '../../harness/tap/database/written-packets.ts';
import { testDatabase } from './test-database.ts';

const SCHEMA = 'shop_lane';
/** Has no password, so that a client that speaks the protocol by itself can log in however the server wants it. */
const RAW_USER = 'shop_raw';
/** As whom programs log in. */
export const app = { user: 'shop', password: 'shop', database: SCHEMA };

export interface LaneToServer {
  lane: DatabaseLane;
  /** What the lane told so far. */
  events: DatabaseDetails[];
  /** A mysql2 client behind the lane. */
  client(options?: mysql.ConnectionOptions): Promise<Connection>;
  /** One that says what the test says, in whatever dialect. */
  raw(options?: { capabilities?: number; mariadb?: number }): Promise<RawClient>;
}

/** A real server for one test file, with a table of 5,000 numbers and, for each test, an empty table of orders. */
export function serverWithLanes() {
  const { server } = testDatabase();
  let admin: Connection;
  beforeAll(async () => {
    admin = await mysql.createConnection({ ...server().address, ...server().admin, multipleStatements: true });
    await admin.query('SET GLOBAL max_allowed_packet = 64 * 1024 * 1024; SET GLOBAL local_infile = 1');
    await admin.query(`CREATE DATABASE ${SCHEMA}`);
    await admin.query(`CREATE USER ${RAW_USER}@'%'; GRANT ALL ON ${SCHEMA}.* TO ${RAW_USER}@'%'`);
    await admin.query(`CREATE TABLE ${SCHEMA}.numbers (n INT PRIMARY KEY)`);
    const numbers = Array.from({ length: 5_000 }, (_, index) => `(${index + 1})`);
    await admin.query(`INSERT INTO ${SCHEMA}.numbers VALUES ${numbers.join()}`);
    await admin.query(`CREATE TABLE ${SCHEMA}.orders (id INT PRIMARY KEY, note LONGTEXT)`);
  });
  beforeEach(() => admin.query(`DELETE FROM ${SCHEMA}.orders`));
  afterAll(() => admin.end());
  return {
    /** A lane in front of the server, and clients behind it. All of it ends with the test. */
    openLane: () => openLane(server().address),
    /** The orders that are committed, asked past all lanes. */
    async ids(): Promise<number[]> {
      const [rows] = await admin.query<RowDataPacket[]>(`SELECT id FROM ${SCHEMA}.orders ORDER BY id`);
      return rows.map(({ id }) => id);
    },
    /** Resolves when the server has forgotten all sessions of programs: until then one may still be at work. */
    noSessions: () =>
      eventually(
        'no session is left',
        async () => {
          const [rows] = await admin.query<RowDataPacket[]>('SHOW PROCESSLIST');
          return rows.every(({ User }) => User !== app.user && User !== RAW_USER);
        },
        { everyMs: 2, withinMs: 60_000 },
      ),
    /** Takes all orders away. */
    empty: () => admin.query(`DELETE FROM ${SCHEMA}.orders`),
  };
}

async function openLane(target: { host: string; port: number }): Promise<LaneToServer> {
  const events: DatabaseDetails[] = [];
  const onCommand = (details: DatabaseDetails) => events.push(details);
  const lane = await DatabaseLane.open({ process: 'you', target, onCommand });
  onTestFinished(() => lane.close());
  return {
    lane,
    events,
    client: async (options = {}) => {
      const connection = await mysql.createConnection({ ...app, ...options, ...lane.address });
      connection.on('error', () => {});
      onTestFinished(() => connection.destroy());
      return connection;
    },
    raw: async (options = {}) => {
      const connection = await RawClient.logIn(lane.port, RAW_USER, options);
      connection.send(query(`USE ${SCHEMA}`));
      await connection.has(1);
      connection.packets.length = 0;
      events.length = 0;
      return connection;
    },
  };
}

/** Each reply’s verb, and its rows or its error’s number. */
export const repliesIn = (events: readonly DatabaseDetails[]) =>
  events.filter(({ kind }) => kind === 'reply').map(({ verb, rows, error }) => [verb, error ? error.code : rows]);

/** Resolves when that many replies have passed. */
export const replies = (events: readonly DatabaseDetails[], count: number) =>
  eventually(`reply ${count}`, () => repliesIn(events).length >= count, { everyMs: 2, withinMs: 60_000 });
