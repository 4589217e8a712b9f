import type { DatabaseInfo } from '../cluster/keeper/api.ts';
import { DatabaseConnection, quoted } from '../database/connection.ts';
import { type Account, type DatabaseAddress, SCHEMA_PREFIX } from '../database/database.ts';
import { type DatabaseSession, killSessions, listSessions } from '../database/sessions.ts';
import { type SchemasDatabase, TestSchema } from './test-schema.ts';

let schemaNumber = 0;

/** The database as a check sees it: schemas to make, rows to read, sessions to watch. All of it past the programs under test. */
export class TestDatabase implements SchemasDatabase {
  readonly info: DatabaseInfo;
  readonly #runId: string;
  readonly #schemas = new Set<TestSchema>();
  #admin: Promise<DatabaseConnection> | undefined;
  #isReleased = false;

  constructor(info: DatabaseInfo, runId: string) {
    this.info = info;
    this.#runId = runId;
  }

  get address(): DatabaseAddress {
    const { host, port } = this.info;
    return { host, port };
  }

  /** What programs under test log in with. */
  get app(): Account {
    return this.info.app;
  }

  /** Creates a schema under a name that no other check has, with these tables; it is dropped when the check is over. */
  async createSchema(ddl: readonly string[]): Promise<TestSchema> {
    const [schema] = await this.createSchemas(1, ddl);
    return schema!;
  }

  /** Many schemas alike: 30 of two tables take 0.1 s. Throws what the server says of a statement that it does not take. */
  async createSchemas(count: number, ddl: readonly string[]): Promise<TestSchema[]> {
    const admin = await this.#connection();
    const schemas = Array.from({ length: count }, () => new TestSchema(this, this.#name()));
    for (const schema of schemas) {
      this.#schemas.add(schema);
      const name = quoted(schema.name);
      await admin.run([`CREATE DATABASE ${name}`, `USE ${name}`, ...ddl]);
    }
    return schemas;
  }

  /** The sessions that the server still has of programs under test, on all schemas or one. */
  async sessionsOf({ schema }: { schema?: string } = {}): Promise<DatabaseSession[]> {
    return listSessions(await this.#connection(), schema === undefined ? {} : { schema });
  }

  /** Ends the file of the binlog, and begins the next one. */
  async rotate(): Promise<void> {
    await (await this.#connection()).query('FLUSH BINARY LOGS');
  }

  /** Whether the server does not answer the harness any more. */
  async isUnreachable(): Promise<boolean> {
    return DatabaseConnection.open(this.address, this.info.admin, { timeoutMs: 2_000 }).then(
      (connection) => {
        connection.close();
        return false;
      },
      () => true,
    );
  }

  /** Ends the sessions that programs have on the check's schemas, drops the check's schemas and closes connections. */
  async release(): Promise<void> {
    this.#isReleased = true;
    if (!this.#admin) return;
    using admin = await this.#admin;
    const own = [...this.#schemas].map(({ name }) => name);
    const sessions = await listSessions(admin);
    // Only those: the programs of another check may be at work beside this one.
    const ours = sessions.filter(({ schema }) => schema !== null && own.includes(schema));
    await killSessions(admin, ours);
    await dropSchemas(admin, [...this.#schemas]);
  }

  /** @internal for TestSchema */
  async open(schema: string): Promise<DatabaseConnection> {
    this.#throwIfReleased();
    return DatabaseConnection.open(this.address, this.info.admin, { database: schema });
  }

  /** @internal for TestSchema */
  async drop(schema: TestSchema): Promise<void> {
    const admin = await this.#connection();
    await killSessions(admin, await this.sessionsOf({ schema: schema.name }));
    await dropSchemas(admin, [schema]);
    this.#schemas.delete(schema);
  }

  async #connection(): Promise<DatabaseConnection> {
    this.#throwIfReleased();
    this.#admin ??= DatabaseConnection.open(this.address, this.info.admin);
    return this.#admin;
  }

  #name(): string {
    return `${SCHEMA_PREFIX}${this.#runId.slice(0, 8)}_${++schemaNumber}`;
  }

  /** A check that was given up on must not touch the database of the next one. */
  #throwIfReleased(): void {
    if (this.#isReleased) throw new Error('this check is over');
  }
}

/** A session that holds a lock on a table would let a drop wait for ever. */
async function dropSchemas(admin: DatabaseConnection, schemas: readonly TestSchema[]): Promise<void> {
  for (const schema of schemas) schema.close();
  const drops = schemas.map(({ name }) => `DROP DATABASE IF EXISTS ${quoted(name)}`);
  await admin.run(['SET SESSION lock_wait_timeout = 5', ...drops]);
}
