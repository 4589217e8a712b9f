import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrokerInfo } from '../../broker/metadata.ts';
import { diskFull, HarnessError } from '../../errors.ts';
import { freePorts } from '../../machine/free-ports.ts';
import { logFolder, stateFolder } from '../../paths.ts';
import { brokersReady } from '../brokers-ready.ts';
import type { RunningCluster, Shape } from '../cluster.ts';
import { newKafkaId } from './format.ts';
import type { Installation } from './installed.ts';
import { NodeProcess } from './node-process.ts';
import { planNodes, settingsOf } from './node-settings.ts';

/** Java processes of this machine, on a fresh folder that goes with the cluster. */
export class LocalCluster implements RunningCluster {
  readonly runtime = 'local';
  readonly shape: Shape;
  readonly kafkaVersion: string;
  readonly brokers: readonly BrokerInfo[];
  onUnexpectedExit: ((nodeId: number, how: string) => void) | undefined;
  readonly #nodes: NodeProcess[];
  readonly #folder: string;
  readonly #classpath: string;
  #disposed = false;

  private constructor(shape: Shape, installation: Installation, nodes: NodeProcess[], folder: string) {
    this.shape = shape;
    this.kafkaVersion = installation.kafkaVersion;
    this.#classpath = installation.classpath;
    this.#nodes = nodes;
    this.#folder = folder;
    this.brokers = nodes
      .filter(({ plan }) => plan.brokerPort !== undefined)
      .map(({ plan }) => ({ id: plan.id, host: '127.0.0.1', port: plan.brokerPort! }));
    for (const node of nodes)
      node.onUnexpectedExit = (how) => this.#disposed || this.onUnexpectedExit?.(node.plan.id, how);
  }

  /** Formats and starts the nodes of a shape; resolves once every broker answers and names all of them. */
  static async start(
    shape: Shape,
    installation: Installation,
    environment: Record<string, string> = {},
    onSpawn: (node: NodeProcess) => void = () => {},
  ): Promise<LocalCluster> {
    await mkdir(stateFolder(), { recursive: true });
    await mkdir(logFolder(), { recursive: true });
    const folder = await mkdtemp(join(stateFolder(), 'cluster-'));
    const [controllerPort, ...ports] = await freePorts(shape === 'one' ? 2 : 4);
    const plans = planNodes(shape, folder, ports);
    const clusterId = newKafkaId();
    const nodes = plans.map(
      (plan) => new NodeProcess(plan, join(logFolder(), `node-${plan.id}.log`), installation, environment),
    );
    const cluster = new LocalCluster(shape, installation, nodes, folder);
    try {
      for (const node of nodes) {
        await writeFile(node.logFile, '');
        await node.format(settingsOf(node.plan, shape, controllerPort!), clusterId);
        node.onSpawn = () => onSpawn(node);
        node.spawn();
      }
      await cluster.#ready(cluster.brokers.map(({ id }) => id));
      return cluster;
    } catch (error) {
      await cluster.dispose();
      throw error;
    }
  }

  async kill(brokerId: number): Promise<void> {
    await this.#node(brokerId).end('SIGKILL');
  }

  async stop(brokerId: number): Promise<void> {
    await this.#node(brokerId).end('SIGTERM');
  }

  async freeze(brokerId: number): Promise<void> {
    await this.#node(brokerId).freeze();
  }

  async resume(brokerId: number): Promise<void> {
    this.#node(brokerId).resume();
  }

  async start(brokerId: number): Promise<void> {
    const node = this.#node(brokerId);
    // One that was started and did not become ready in time runs already: it is waited for once more.
    if (node.exit !== undefined) node.spawn();
    await this.#ready(this.#alive());
  }

  async wipe(brokerId: number): Promise<void> {
    const node = this.#node(brokerId);
    if (node.exit === undefined) throw new Error(`broker ${brokerId} must be dead before it is wiped`);
    await node.wipe();
  }

  async endedUnasked(): Promise<{ nodeId: number; how: string }[]> {
    return this.#nodes.flatMap(({ exit, endedOnPurpose, plan: { id: nodeId } }) =>
      exit === undefined || endedOnPurpose ? [] : { nodeId, how: exit },
    );
  }

  async whyUnfit(): Promise<string | undefined> {
    for (const node of this.#nodes) if (node.exit) return `node ${node.plan.id} ${node.exit}`;
    const all = this.brokers.map(({ id }) => id);
    return this.#ready(all, 1_000).then(
      () => undefined,
      (error: Error) => error.message,
    );
  }

  consoleCommand(): string {
    const { port } = this.brokers[0]!;
    const folder = this.#classpath.split(':')[0]!.replace(/\/[^/]+$/, '');
    // Without this the tool prints a hundred lines of its own settings before the topics.
    const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=off';
    return `java ${quiet} -cp '${folder}/*' org.apache.kafka.tools.TopicCommand --bootstrap-server 127.0.0.1:${port} --list`;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.all(this.#nodes.map((node) => node.end('SIGKILL')));
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #node(brokerId: number): NodeProcess {
    const node = this.#nodes.find(({ plan }) => plan.id === brokerId && plan.brokerPort !== undefined);
    if (!node) throw new Error(`there is no broker ${brokerId}`);
    return node;
  }

  #alive(): number[] {
    return this.brokers.map(({ id }) => id).filter((id) => this.#node(id).exit === undefined);
  }

  /** Each of these brokers answers Metadata, and names all of them. */
  async #ready(ids: number[], withinMs = 60_000): Promise<void> {
    await brokersReady(this.brokers, {
      ids,
      withinMs,
      throwIfDead: () => this.#throwIfDead(),
      notReady: (id, cause) => this.#notReady(id, withinMs, cause),
    });
  }

  /** A process that died cannot become ready: said at once, with its last words. Nodes that were ended on purpose are fine. */
  #throwIfDead(): void {
    for (const node of this.#nodes) {
      if (node.exit === undefined || node.endedOnPurpose) continue;
      const lines = node.lastLines();
      if (lines.some((line) => line.includes('No space left on device'))) throw diskFull(node.plan.folder);
      throw new HarnessError({
        code: 'BROKER_EXITED',
        what: `Kafka node ${node.plan.id} (${node.plan.roles}) did not stay up.`,
        why: [`Its process ${node.exit}. Its last lines:`, ...lines].join('\n'),
        next: 'Run `npm run lab -- doctor`, then the command again.',
        log: node.logFile,
      });
    }
  }

  #notReady(id: number, withinMs: number, cause: Error): HarnessError {
    const node = this.#node(id);
    return new HarnessError({
      code: 'BROKER_NOT_READY',
      what: `Broker ${id} did not become ready in ${withinMs / 1000} s.`,
      why: [
        'Its process runs, but it does not answer Metadata with all brokers. Its last lines:',
        ...node.lastLines(),
      ].join('\n'),
      next: 'Run `npm run lab -- down`, close what keeps the machine busy, and try again.',
      log: node.logFile,
      cause,
    });
  }
}
