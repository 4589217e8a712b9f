import type { Connection, ConnectionOptions, RowDataPacket } from 'mysql2/promise';
import type { Account, DatabaseAddress } from './database.ts';

/** The server did not answer, or the connection broke: what was asked may have happened or not. */
export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError';
}

export type Row = Record<string, unknown>;

interface Options {
  database?: string;
  /** How long connecting may take, and each statement. */
  timeoutMs?: number;
}

/** A statement that waits for a lock of a program under test gets an error before this. */
const PATIENCE_MS = 60_000;

/** The harness's own connection to a server: one statement after the other, in the order they were asked. */
export class DatabaseConnection {
  readonly #connection: Connection;
  readonly #timeoutMs: number;
  #isClosed = false;

  private constructor(connection: Connection, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
    connection.on('error', () => {}); // the statement under way, or the next one, tells
  }

  /** Throws DatabaseUnreachableError, or what the server refused the login with. */
  static async open(
    { host, port }: DatabaseAddress,
    { user, password }: Account,
    { database, timeoutMs = PATIENCE_MS }: Options = {},
  ): Promise<DatabaseConnection> {
    // Loaded when first needed: most labs have no database.
    const { createConnection } = await import('mysql2/promise');
    const options: ConnectionOptions = {
      host,
      port,
      user,
      password,
      connectTimeout: Math.min(timeoutMs, 10_000),
      multipleStatements: true,
      // The same values from MariaDB and MySQL, and none that lost digits.
      dateStrings: true,
      jsonStrings: true,
      supportBigNumbers: true,
      ...(database === undefined ? {} : { database }),
    };
    return new DatabaseConnection(await createConnection(options).catch(translate), timeoutMs);
  }

  /** Runs one statement and returns its rows (none for statements that have none). Throws what the server says. */
  async query<R extends Row = Row>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    const statement = { sql, values: [...params], timeout: this.#timeoutMs };
    const [rows] = await this.#connection.query<RowDataPacket[]>(statement).catch(translate);
    return (Array.isArray(rows) ? rows : []) as unknown as R[];
  }

  /** Runs statements one after the other, in one round trip; the first that fails ends it and is thrown. */
  async run(statements: readonly string[]): Promise<void> {
    if (statements.length > 0) await this.query(statements.join(';\n'));
  }

  /** Cuts the connection; the server ends the session. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#connection.destroy();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** What the server itself refused has a SQL state (08…: the connection's own); anything else is the connection's. */
function translate(error: Error & { sqlState?: string }): never {
  if (error.sqlState && !error.sqlState.startsWith('08')) throw error;
  throw new DatabaseUnreachableError(`the database does not answer: ${error.message}`, { cause: error });
}

/** A name as SQL writes it. */
export const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
