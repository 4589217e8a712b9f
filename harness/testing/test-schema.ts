import type { DatabaseConnection, Row } from '../database/connection.ts';
import type { DatabaseSession } from '../database/sessions.ts';

/** What a schema needs of the database that it is in. */
export interface SchemasDatabase {
  /** A session of the harness in that schema. */
  open(schema: string): Promise<DatabaseConnection>;
  drop(schema: TestSchema): Promise<void>;
  /** The sessions that programs under test have in that schema. */
  sessionsOf(of: { schema: string }): Promise<DatabaseSession[]>;
}

/** One schema of a check: a database of its own, with the tables that the check asked for. */
export class TestSchema {
  readonly name: string;
  readonly #database: SchemasDatabase;
  #connection: Promise<DatabaseConnection> | undefined;
  readonly #sessions: DatabaseConnection[] = [];

  constructor(database: SchemasDatabase, name: string) {
    this.#database = database;
    this.name = name;
  }

  /**
   * Runs one statement as the harness and returns its rows: BIGINTs past 2^53, decimals, dates and JSON as text. Throws what
   * the server says, or DatabaseUnreachableError.
   */
  async query<R extends Row = Row>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    this.#connection ??= this.#database.open(this.name);
    return (await this.#connection).query<R>(sql, params);
  }

  /**
   * A session of the harness of its own, for a check that needs two at a time: a transaction that is open, and somebody who
   * looks. It is closed with the schema.
   */
  async session(): Promise<Pick<DatabaseConnection, 'query'>> {
    const session = await this.#database.open(this.name);
    this.#sessions.push(session);
    return session;
  }

  /** The sessions that programs under test still have on this schema: one is left for a moment after its program is killed. */
  async sessions(): Promise<DatabaseSession[]> {
    return this.#database.sessionsOf({ schema: this.name });
  }

  /** Ends the sessions on the schema and drops it with all that is in it. */
  async drop(): Promise<void> {
    await this.#database.drop(this);
  }

  /** Cuts the harness's own connections; `query` would open another. */
  close(): void {
    this.#connection?.then(
      (connection) => connection.close(),
      () => {},
    );
    this.#connection = undefined;
    for (const session of this.#sessions.splice(0)) session.close();
  }
}
