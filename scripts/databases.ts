import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allLabs } from '../harness/course/labs.ts';
import { databaseName } from '../harness/database/database.ts';
import { findServer } from '../harness/database/local/find-server.ts';
import { pinnedMariadbVersion } from '../harness/database/local/pinned-mariadb.ts';
import { command } from './command.ts';
import { databasePage, type LabTrial, type ServerTrial } from './database-page.ts';

/**
 * `npm run databases -- maven /usr/sbin/mariadbd /path/to/mysqld …`: writes docs/databases.md anew. Runs the solution
 * of each lab that has a database on each of these servers, in a home of its own. Two minutes each.
 */
const PAGE = 'docs/databases.md';

const withDatabase = (await allLabs()).filter(({ database }) => database);
const servers = process.argv.slice(2);
if (servers.length === 0) {
  console.error(
    'Which servers? Paths of `mariadbd` or `mysqld`, or `maven`: npm run databases -- maven /usr/sbin/mariadbd',
  );
  process.exit(2);
}
const home = mkdtempSync(join(tmpdir(), 'kafka-labs-databases-'));
try {
  const trials: ServerTrial[] = [];
  for (const [index, server] of servers.entries()) trials.push(await tried(server, join(home, String(index))));
  await writeFile(PAGE, databasePage(trials));
  console.log(`${trials.length} servers were tried; written: ${PAGE}`);
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function tried(server: string, serverHome: string): Promise<ServerTrial> {
  const found = await findServer({ ...process.env, KAFKA_LABS_DATABASE: server });
  const isProgram = found.kind === 'program';
  const name = isProgram ? databaseName(found.server) : `MariaDB ${pinnedMariadbVersion}`;
  const env = { KAFKA_LABS_DATABASE: server, KAFKA_LABS_HOME: serverHome };
  const labs: LabTrial[] = [];
  for (const { number } of withDatabase) labs.push(await proved(number, name, env));
  await command(process.execPath, ['bin/lab.mjs', 'down'], { show: () => {}, env });
  return { server: name, from: isProgram ? 'a program of this machine' : 'Maven', labs };
}

async function proved(lab: string, server: string, env: NodeJS.ProcessEnv): Promise<LabTrial> {
  console.log(`\n== lab ${lab} on ${server}`);
  const startedAt = performance.now();
  const only = ['verify', lab, '--only', 'solution'];
  const { output } = await command(process.execPath, ['bin/lab.mjs', ...only], {
    show: (text) => process.stdout.write(text),
    env,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  if (passed === undefined) throw new Error(`lab ${lab} could not be run on ${server}`);
  return { lab, passed: failed === '0', seconds };
}
