import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../harness/broker/eventually.ts';
import { KEEPER_MARK, RUN_MARK } from '../../harness/cluster/keeper/api.ts';
import { homeId } from '../../harness/paths.ts';
import { findByEnvironment } from '../../harness/process/identity.ts';
import { type Ended, type Started, type StartOptions, startNode } from './program.ts';

/** A learner's home of its own: work/ and .labs/ in a fresh folder, and a keeper that no other home shares. */
export class Home {
  readonly folder: string;
  readonly id: string;

  constructor(folder = mkdtempSync(join(tmpdir(), 'kafka-labs-home-'))) {
    this.folder = folder;
    this.id = homeId(folder);
  }

  /** `node bin/lab.mjs …` with this home, to its end. */
  lab(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
    return this.start(args, options).ended;
  }

  start(args: readonly string[], { env = {}, cwd, input }: StartOptions = {}): Started {
    // Whoever runs these tests may have a container daemon, even with the right images.
    const noDaemon = { KAFKA_LABS_RUNTIME: 'local', DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    const own = { KAFKA_LABS_HOME: this.folder, ...noDaemon };
    const options = {
      env: { ...own, ...env },
      ...(cwd === undefined ? {} : { cwd }),
      ...(input === undefined ? {} : { input }),
    };
    return startNode(['bin/lab.mjs', ...args], options);
  }

  /** The path of something in this home. */
  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** The processes that belong to this home's keeper: brokers, and programs under test. */
  processes(): number[] {
    return findByEnvironment(KEEPER_MARK, this.id);
  }

  /** Programs under test, and whatever they started. */
  learnerProcesses(): number[] {
    return this.processes().filter((pid) => environmentOf(pid).some((entry) => entry.startsWith(`${RUN_MARK}=`)));
  }

  /** Resolves once nothing of this home's runs any more. */
  async nothingRuns(): Promise<void> {
    await eventually('all processes of this home have ended', () => this.processes().length === 0);
  }

  /** Ends the keeper and all it owns, and deletes the folder. */
  async end(): Promise<void> {
    await this.lab(['down']);
    await this.nothingRuns();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return []; // it ended meanwhile
  }
}
