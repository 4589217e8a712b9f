import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { BrokerConnection } from '../../harness/broker/connection.ts';
import { eventually } from '../../harness/broker/eventually.ts';
import { type BrokerInfo, describeCluster, type PartitionState } from '../../harness/broker/metadata.ts';
import type { Shape } from '../../harness/cluster/cluster.ts';
import { newKafkaId } from '../../harness/cluster/local/format.ts';
import { install } from '../../harness/cluster/local/installation.ts';
import { NodeProcess } from '../../harness/cluster/local/node-process.ts';
import { planNodes, settingsOf } from '../../harness/cluster/local/node-settings.ts';
import { freePorts } from '../../harness/machine/free-ports.ts';

type Settings = Readonly<Record<string, string>>;

/** Brokers of one test file, with settings that no lab has. */
export interface Brokers {
  readonly all: readonly BrokerInfo[];
  /** `host:port` of each. */
  readonly addresses: string[];
  /** The harness’s own connection to a broker (by default the first), kept open. */
  ask(id?: number): BrokerConnection;
  /** The Java process of a broker. */
  node(id: number): NodeProcess;
  /** What broker `asked` believes of a partition, once that is as `wanted`. */
  partition(topic: string, partition: number, wanted: (state: PartitionState) => boolean): Promise<PartitionState>;
}

/** Starts them before the first test and ends them after the last; `settings` come after those of a lab’s broker. */
export function ownBrokers(shape: Shape, settings: (brokerId: number) => Settings): () => Brokers {
  let started: Brokers & { end(): Promise<void> };
  beforeAll(async () => {
    started = await startBrokers(shape, settings);
  });
  afterAll(() => started?.end());
  return () => started;
}

/** Starts them now; whoever does so ends them. */
export async function startBrokers(
  shape: Shape,
  settings: (brokerId: number) => Settings,
): Promise<Brokers & { end(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-brokers-'));
  const [controller, ...ports] = await freePorts(shape === 'one' ? 2 : 4);
  const plans = planNodes(shape, folder, ports);
  const installation = await install(() => {});
  const nodes = plans.map((plan) => new NodeProcess(plan, join(folder, `node-${plan.id}.log`), installation, {}));
  const clusterId = newKafkaId();
  for (const node of nodes) {
    await writeFile(node.logFile, '');
    await node.format({ ...settingsOf(node.plan, shape, controller!), ...settings(node.plan.id) }, clusterId);
    node.spawn();
  }
  const all = plans
    .filter(({ brokerPort }) => brokerPort !== undefined)
    .map(({ id, brokerPort }) => ({ id, host: '127.0.0.1', port: brokerPort! }));
  const connections = new Map(all.map((broker) => [broker.id, new BrokerConnection(broker)]));
  const ask = (id = 1) => connections.get(id)!;
  const end = async () => {
    for (const connection of connections.values()) connection.close();
    await Promise.all(nodes.map((node) => node.end('SIGKILL')));
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const everyone = async (id: number) => (await describeCluster(ask(id))).brokers.length === all.length;
  try {
    for (const { id } of all) await eventually(`broker ${id} knows all`, () => everyone(id), { withinMs: 60_000 });
  } catch (error) {
    await end();
    throw error;
  }
  return {
    all,
    addresses: all.map(({ host, port }) => `${host}:${port}`),
    ask,
    node: (id) => nodes.find(({ plan }) => plan.id === id)!,
    partition: (topic, partition, wanted) =>
      eventually(
        `${topic}-${partition} is as wanted`,
        async () => {
          const { topics } = await describeCluster(ask(), { topics: [topic] });
          const found = topics[0]?.partitions.find((each) => each.partition === partition);
          return found && wanted(found) ? found : undefined;
        },
        { withinMs: 60_000 },
      ),
    end,
  };
}
