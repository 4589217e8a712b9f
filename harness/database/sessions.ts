import type { DatabaseConnection } from './connection.ts';
import { isProgram, SCHEMA_PREFIX } from './database.ts';

/** One line of the server's process list. */
export interface DatabaseSession {
  id: number;
  user: string;
  /** The database that the session has chosen; null for none. */
  schema: string | null;
  /** Such as Sleep or Query. */
  command: string;
  /** The statement that is under way, or null. */
  statement: string | null;
}

/** The sessions that the server still has of programs under test, on all databases or one. */
export async function listSessions(
  admin: DatabaseConnection,
  { schema }: { schema?: string } = {},
): Promise<DatabaseSession[]> {
  // Both flavours know it; the tables that say the same differ, and are deprecated here and there.
  const rows = await admin.query<{ Id: number; User: string; db: string | null; Command: string; Info: string | null }>(
    'SHOW FULL PROCESSLIST',
  );
  return rows
    .map(({ Id, User, db, Command, Info }) => ({ id: Id, user: User, schema: db, command: Command, statement: Info }))
    .filter(({ user }) => isProgram(user))
    .filter((session) => schema === undefined || session.schema === schema);
}

/** Ends these sessions; one that has gone by itself meanwhile is no error. */
export async function killSessions(admin: DatabaseConnection, sessions: readonly DatabaseSession[]): Promise<void> {
  for (const { id } of sessions)
    await admin.query(`KILL ${id}`).catch((error: { code?: string }) => {
      if (error.code !== 'ER_NO_SUCH_THREAD') throw error;
    });
}

/** The databases of labs that the server has. */
export async function listSchemas(admin: DatabaseConnection): Promise<string[]> {
  const rows = await admin.query<{ name: string }>('SELECT schema_name AS name FROM information_schema.schemata');
  return rows.map(({ name }) => name).filter((name) => name.startsWith(SCHEMA_PREFIX));
}
