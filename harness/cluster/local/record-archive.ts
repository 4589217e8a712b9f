import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrokerConnection } from '../../broker/connection.ts';
import { eventually } from '../../broker/eventually.ts';
import { appendRecords, readPartition } from '../../broker/log.ts';
import { describeCluster } from '../../broker/metadata.ts';
import { createTopics } from '../../broker/topics.ts';
import { freePorts } from '../../machine/free-ports.ts';
import type { Progress } from '../../machine/progress.ts';
import { newKafkaId } from './format.ts';
import type { Installation } from './installed.ts';
import { NodeProcess } from './node-process.ts';
import { planNodes, settingsOf } from './node-settings.ts';

/**
 * Runs a broker once, has it do what labs ask of brokers, and lets the JVM keep the classes it loaded (AppCDS): later
 * brokers start in half the time. Undefined when it cannot be made; a broker then starts without, only slower.
 */
export async function recordArchive(
  installation: Installation,
  target: string,
  environment: Readonly<Record<string, string>>,
  progress: Progress,
): Promise<string | undefined> {
  if (await stat(target).catch(() => undefined)) return target;
  progress('preparing fast starts, once');
  const folder = await mkdtemp(join(tmpdir(), 'kafka-labs-archive-'));
  const [controllerPort, port] = await freePorts(2);
  const [plan] = planNodes('one', folder, [port!]);
  const node = new NodeProcess(plan!, join(folder, 'log'), installation, {
    ...environment,
    JAVA_TOOL_OPTIONS: `-XX:ArchiveClassesAtExit=${target}.new`,
  });
  try {
    await node.format(settingsOf(plan!, 'one', controllerPort!), newKafkaId());
    node.spawn();
    await exercise(port!, () => node.exit !== undefined);
    await node.end('SIGTERM', 30_000);
    await rename(`${target}.new`, target);
    return target;
  } catch {
    return undefined;
  } finally {
    await node.end('SIGKILL');
    await rm(`${target}.new`, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

async function exercise(port: number, ended: () => boolean): Promise<void> {
  using connection = new BrokerConnection({ host: '127.0.0.1', port });
  const up = async () => ended() || (await describeCluster(connection)).brokers.length === 1;
  await eventually('the broker answers', up, { withinMs: 60_000 });
  if (ended()) throw new Error('the broker ended');
  await createTopics(connection, [{ name: 'archive' }]);
  await eventually('a record is appended', () =>
    appendRecords(connection, 'archive', 0, [{ value: 'x' }]).then(() => true),
  );
  await readPartition(connection, 'archive', 0);
}
