import { DatabaseConnection, quoted } from './connection.ts';
import type { Account, DatabaseAddress, DatabaseFlavour } from './database.ts';
import { killSessions, listSchemas, listSessions } from './sessions.ts';

/** A server to ask, as somebody who may do everything. */
export interface ServerToAsk {
  address: DatabaseAddress;
  admin: Account;
}

/** A real login and a real answer: a port that listens proves neither. Throws what came instead. */
export async function answers({ address, admin }: ServerToAsk, timeoutMs: number): Promise<true> {
  using connection = await DatabaseConnection.open(address, admin, { timeoutMs });
  await connection.query('SELECT 1');
  return true;
}

/** Ends the sessions of programs under test and drops the labs' databases. Throws where the server does not let it. */
export async function clearServer({ address, admin }: ServerToAsk): Promise<void> {
  using connection = await DatabaseConnection.open(address, admin);
  await killSessions(connection, await listSessions(connection));
  const schemas = await listSchemas(connection);
  await connection.run([
    'SET SESSION lock_wait_timeout = 5',
    ...schemas.map((name) => `DROP DATABASE ${quoted(name)}`),
  ]);
}

/** What a server says that it is. */
export async function askVersion({
  address,
  admin,
}: ServerToAsk): Promise<{ flavour: DatabaseFlavour; version: string }> {
  using connection = await DatabaseConnection.open(address, admin);
  const [row] = await connection.query<{ version: string }>('SELECT VERSION() AS version');
  const [, version = row!.version] = /^(\d+\.\d+\.\d+)/.exec(row!.version) ?? [];
  return { flavour: /mariadb/i.test(row!.version) ? 'mariadb' : 'mysql', version };
}
