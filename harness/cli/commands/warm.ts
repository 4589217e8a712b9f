import { type Shape, shapes } from '../../cluster/cluster.ts';
import type { ClusterInfo, KeeperStatus } from '../../cluster/keeper/api.ts';
import { connectToKeeper, connectToRunning } from '../../cluster/keeper/connect.ts';
import { databaseName } from '../../database/database.ts';
import { HarnessError } from '../../errors.ts';
import { chalk, duration } from '../../report/style.ts';
import { Spinner } from '../spinner.ts';

/** `npm run lab -- up`: a cluster for the console, left running. */
export async function up(wanted = 'one', { runtime }: { runtime?: string } = {}): Promise<number> {
  if (runtime !== undefined) process.env.KAFKA_LABS_RUNTIME = runtime;
  if (!shapes.includes(wanted as Shape))
    throw new HarnessError({
      code: 'WRONG_USAGE',
      what: `There is no shape “${wanted}”.`,
      why: 'A cluster is `one` (one broker) or `three` (a controller and three brokers).',
      next: 'Run `npm run lab -- up one` or `npm run lab -- up three`.',
    });
  const spinner = new Spinner({ silent: false });
  spinner.say('connecting to the keeper');
  const keeper = await connectToKeeper();
  keeper.onEvent = (event, data) => {
    if (event === 'progress') spinner.say((data as { text: string }).text);
  };
  try {
    const { runId } = await keeper.call<{ runId: string }>('beginRun', { label: 'up' });
    await keeper.call<ClusterInfo>('acquire', { runId, shape: wanted });
    await keeper.call('endRun', { runId });
    spinner.clear();
    printStatus(await keeper.call<KeeperStatus>('status'));
  } finally {
    spinner.clear();
    keeper.close();
  }
  return 0;
}

/** `npm run lab -- down`: ends the keeper and all it owns. */
export async function down(): Promise<number> {
  const keeper = await connectToRunning();
  if (!keeper) {
    console.log('\n Nothing is running.\n');
    return 0;
  }
  // It answers by going away.
  await keeper.call('shutdown', { force: true }).catch(() => {});
  console.log('\n The cluster is down.\n');
  return 0;
}

/** `npm run lab -- status`. */
export async function status(): Promise<number> {
  const keeper = await connectToRunning();
  if (!keeper) {
    console.log('\n Nothing is running. `npm run lab -- up` starts a cluster.\n');
    return 0;
  }
  printStatus(await keeper.call<KeeperStatus>('status'));
  keeper.close();
  return 0;
}

function printStatus({ pid, upForMs, keepForMs, runs, clusters, database }: KeeperStatus): void {
  const idle = keepForMs === 0 ? 'ends with the command' : `ends when no command came for ${duration(keepForMs)}`;
  console.log(`\n keeper   pid ${pid}, up for ${duration(upForMs)}; ${idle}`);
  for (const { label, state } of runs) console.log(` ${state.padEnd(8)} ${label}`);
  if (clusters.length === 0) console.log(' no cluster is up');
  for (const cluster of clusters) {
    const bootstrap = cluster.brokers.map(({ host, port }) => `${host}:${port}`).join(',');
    console.log(
      `\n ${chalk.bold(cluster.shape.padEnd(8))} ${cluster.runtime}, Kafka ${cluster.kafkaVersion}, ${cluster.state}, up for ${duration(cluster.upForMs)}`,
    );
    console.log(` brokers  ${bootstrap}`);
    console.log(` try\n${cluster.consoleCommand}`);
  }
  if (database) {
    const { runtime, state, upForMs, host, port, app, consoleCommand } = database;
    console.log(
      `\n ${chalk.bold('database')} ${runtime}, ${databaseName(database)}, ${state}, up for ${duration(upForMs)}`,
    );
    console.log(` address  ${host}:${port}, user ${app.user}, password ${app.password}`);
    if (consoleCommand) console.log(` try\n${consoleCommand}`);
  }
  console.log('');
}
