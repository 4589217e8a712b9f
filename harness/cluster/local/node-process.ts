import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../broker/eventually.ts';
import { isStopped } from '../../process/identity.ts';
import { ServerProcess } from '../../process/server-process.ts';
import { newKafkaId } from './format.ts';
import type { Installation } from './installed.ts';
import type { NodePlan } from './node-settings.ts';

/** One Kafka process on its own data folder. It can be started again after it ended. */
export class NodeProcess extends ServerProcess {
  readonly plan: NodePlan;
  readonly #installation: Installation;
  readonly #environment: Record<string, string>;

  constructor(plan: NodePlan, logFile: string, installation: Installation, environment: Record<string, string>) {
    super(logFile);
    this.plan = plan;
    this.#installation = installation;
    this.#environment = environment;
  }

  /** Makes the data folder of a node that never ran: the settings, who it is, and the cluster's first metadata. */
  async format(settings: Record<string, string>, clusterId: string): Promise<void> {
    const { folder, id } = this.plan;
    const data = join(folder, 'data');
    await mkdir(data, { recursive: true });
    const lines = (values: Record<string, string>) =>
      Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(folder, 'server.properties'), lines(settings).join(''));
    // Brokers that share a directory.id never become ready, so each gets a fresh one.
    const meta = { version: '1', 'cluster.id': clusterId, 'node.id': String(id), 'directory.id': newKafkaId() };
    await writeFile(join(data, 'meta.properties'), lines(meta).join(''));
    await copyFile(this.#installation.bootstrapCheckpoint, join(data, 'bootstrap.checkpoint'));
  }

  spawn(): void {
    const { java, classpath, archive } = this.#installation;
    this.spawnCommand({
      program: java.path,
      args: [
        '-Xmx256m',
        '-XX:TieredStopAtLevel=1',
        '-XX:+UseSerialGC',
        ...(archive ? [`-XX:SharedArchiveFile=${archive}`] : []),
        '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
        '-Dorg.slf4j.simpleLogger.showDateTime=true',
        '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
        '-cp',
        classpath,
        'kafka.Kafka',
        join(this.plan.folder, 'server.properties'),
      ],
      environment: this.#environment,
    });
  }

  /** SIGSTOP, resolved once the system says that the process is stopped. */
  async freeze(): Promise<void> {
    const { pid } = this;
    if (pid === undefined) throw new Error(`node ${this.plan.id} is not running`);
    this.signal('SIGSTOP');
    await eventually(`node ${this.plan.id} is stopped`, () => isStopped(pid), { withinMs: 2_000, everyMs: 1 });
  }

  resume(): void {
    this.signal('SIGCONT');
  }

  /** Deletes all data but meta.properties, so that the same node comes back with an empty disk. */
  async wipe(): Promise<void> {
    const data = join(this.plan.folder, 'data');
    for (const entry of await readdir(data))
      if (entry !== 'meta.properties' && entry !== 'bootstrap.checkpoint' && !entry.startsWith('__cluster_metadata'))
        await rm(join(data, entry), { recursive: true });
  }
}
