import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DatabaseConnection } from '../harness/database/connection.ts';
import { databaseName } from '../harness/database/database.ts';
import { LocalDatabaseRuntime } from '../harness/database/local/local-database-runtime.ts';
import { History } from '../harness/history/history.ts';
import { HistoryWriter } from '../harness/history/history-file.ts';
import { DatabaseLane } from '../harness/tap/database/database-lane.ts';
import { tellDatabase } from '../harness/testing/tell-database.ts';
import { BenchClient } from './bench-client.ts';
import type { DatabaseRound, DatabaseRoundTimes } from './bench-database-lane-client.ts';
import { twoWays } from './two-ways.ts';

/**
 * `npm run bench-database-lane`: what the lane to a database costs. A mysql2 client in a process of its own, small INSERTs,
 * each sent when the one before was answered, as text and prepared. The same straight to the server and through a lane in
 * this process that records a history, in turns: compare the two of one run only.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const rounds = Number(values.rounds);
const inserts = 2_000;
const database = 'shop_bench';

const home = mkdtempSync(join(tmpdir(), 'kafka-labs-bench-'));
process.env.KAFKA_LABS_HOME = home;
mkdirSync(join(home, '.labs'));
const server = await new LocalDatabaseRuntime().start(console.log);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().then(() => process.exit(1)));
const client = new BenchClient<DatabaseRound, DatabaseRoundTimes>('./bench-database-lane-client.ts');
try {
  await bench();
} finally {
  await end();
}

interface Way {
  name: string;
  address: { host: string; port: number };
  times: DatabaseRoundTimes[];
}

async function bench(): Promise<void> {
  const writer = new HistoryWriter(join(home, 'history.jsonl'), { lab: 'bench', check: 'bench' });
  const history = new History((event) => writer.append(event));
  await using lane = await DatabaseLane.open({
    process: 'you',
    target: server.address,
    onCommand: (details) => history.record('you', tellDatabase(details), details),
  });
  const without: Way = { name: 'straight', address: server.address, times: [] };
  const through: Way = { name: 'lane', address: lane.address, times: [] };
  using admin = await DatabaseConnection.open(server.address, server.admin);
  await admin.run([`CREATE DATABASE ${database}`, `USE ${database}`]);
  for (const { name } of [without, through])
    await admin.query(`CREATE TABLE of_${name} (id INT PRIMARY KEY, note VARCHAR(200))`);
  for (let count = 0; count <= rounds; count++)
    for (const { name, address, times } of count % 2 === 0 ? [without, through] : [through, without]) {
      const options = { ...address, ...server.app, database };
      const took = await client.played({ options, table: `of_${name}`, inserts });
      if (count > 0) times.push(took); // the first warms up
    }
  console.log(`${databaseName(server)}: ${inserts} INSERTs one after the other, ${rounds} rounds each`);
  console.log(
    twoWays(['straight', 'lane'], { without: without.times, through: through.times }, [
      ['query', ({ queryMs }) => queryMs],
      ['execute', ({ executeMs }) => executeMs],
      ['both', ({ queryMs, executeMs }) => queryMs + executeMs],
    ]),
  );
  await writer.close();
}

async function end(): Promise<void> {
  client?.end();
  await server.dispose();
  rmSync(home, { recursive: true, force: true });
}
