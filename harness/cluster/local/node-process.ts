import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../broker/eventually.ts';
import { identify, isStopped, type ProcessIdentity } from '../../process/identity.ts';
import { newKafkaId } from './format.ts';
import type { Installation } from './installation.ts';
import type { NodePlan } from './node-settings.ts';

/** How a process ended, in words. */
export type Exit = string;

/** One Kafka process on its own data folder. It can be started again after it ended. */
export class NodeProcess {
  readonly plan: NodePlan;
  readonly logFile: string;
  /** Called when the process ends without having been asked to. */
  onUnexpectedExit: ((how: Exit) => void) | undefined;
  onSpawn: (() => void) | undefined;
  readonly #installation: Installation;
  readonly #environment: Record<string, string>;
  #child: ChildProcess | undefined;
  #expectedToEnd = false;
  #exited: Promise<Exit> = Promise.resolve('was never started');
  #exit: Exit | undefined = 'was never started';

  constructor(plan: NodePlan, logFile: string, installation: Installation, environment: Record<string, string>) {
    this.plan = plan;
    this.logFile = logFile;
    this.#installation = installation;
    this.#environment = environment;
  }

  get identity(): ProcessIdentity | undefined {
    return this.#child?.pid === undefined || this.#exit !== undefined ? undefined : identify(this.#child.pid);
  }

  /** How it ended, or undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  get endedOnPurpose(): boolean {
    return this.#expectedToEnd;
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
    const log = openSync(this.logFile, 'a');
    const child = spawn(
      java.path,
      [
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
      { stdio: ['ignore', log, log], detached: true, env: { ...process.env, ...this.#environment } },
    );
    closeSync(log);
    this.#child = child;
    this.#expectedToEnd = false;
    this.#exit = undefined;
    this.#exited = new Promise((resolve) => {
      const ended = (how: Exit) => {
        if (this.#exit !== undefined) return;
        this.#exit = how;
        resolve(how);
        if (!this.#expectedToEnd) this.onUnexpectedExit?.(how);
      };
      child.once('error', (error) => ended(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) => ended(signal ? `was ended by ${signal}` : `ended with code ${code}`));
    });
    this.onSpawn?.();
  }

  /** Sends a signal that ends the process and resolves once it has; after `withinMs` it is killed. */
  async end(signal: 'SIGTERM' | 'SIGKILL', withinMs = 10_000): Promise<void> {
    if (this.#exit !== undefined) return;
    this.#expectedToEnd = true;
    this.#child?.kill(signal);
    const killer = setTimeout(() => this.#child?.kill('SIGKILL'), withinMs);
    await this.#exited;
    clearTimeout(killer);
  }

  /** SIGSTOP, resolved once the system says that the process is stopped. */
  async freeze(): Promise<void> {
    const pid = this.#child?.pid;
    if (pid === undefined || this.#exit !== undefined) throw new Error(`node ${this.plan.id} is not running`);
    this.#child?.kill('SIGSTOP');
    await eventually(`node ${this.plan.id} is stopped`, () => isStopped(pid), { withinMs: 2_000, everyMs: 1 });
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Deletes all data but meta.properties, so that the same node comes back with an empty disk. */
  async wipe(): Promise<void> {
    const data = join(this.plan.folder, 'data');
    for (const entry of await readdir(data))
      if (entry !== 'meta.properties' && entry !== 'bootstrap.checkpoint' && !entry.startsWith('__cluster_metadata'))
        await rm(join(data, entry), { recursive: true });
  }

  /** The end of its log, for an error's page. */
  lastLines(count = 5): string[] {
    const lines = readFileSync(this.logFile, 'utf8').trimEnd().split('\n');
    const errors = lines.filter((line) => /ERROR|FATAL|Exception|Caused by/.test(line));
    return (errors.length > 0 ? errors : lines).slice(-count).map((line) => line.slice(0, 200));
  }
}
