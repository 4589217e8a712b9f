import { join } from 'node:path';
import type { Progress } from '../../machine/progress.ts';
import { fetchMariadb } from './fetch-mariadb.ts';
import { type DatabaseServer, findServer } from './find-server.ts';
import type { JarPlatform } from './pinned-mariadb.ts';
import { dataTemplate } from './template.ts';

/** What a server is started from. */
export interface DatabaseInstallation {
  server: DatabaseServer;
  template: string;
  /** Where the server came from, for people. */
  source: string;
}

/** Finds a server, fetching it if need be, and makes its template. Throws HarnessError where it cannot. */
export async function installDatabase(
  progress: Progress,
  environment: Readonly<Record<string, string>> = {},
): Promise<DatabaseInstallation> {
  const found = await findServer();
  const server = found.kind === 'program' ? found.server : await pinnedServer(found.platform, progress);
  const source = found.kind === 'program' ? server.path : 'Maven';
  return { server, template: await dataTemplate(server, environment, progress), source };
}

async function pinnedServer(platform: JarPlatform, progress: Progress): Promise<DatabaseServer> {
  const folder = await fetchMariadb(platform, progress);
  const found = await findServer({ KAFKA_LABS_DATABASE: join(folder, 'bin', 'mariadbd') });
  if (found.kind !== 'program') throw new Error('a path gives a program');
  return found.server;
}
