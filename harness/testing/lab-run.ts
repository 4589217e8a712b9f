import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { BroadcastChannel } from 'node:worker_threads';
import { inject } from 'vitest';
import type { Shape } from '../cluster/cluster.ts';
import type { BrokerAction, ClusterInfo, DatabaseInfo, Death } from '../cluster/keeper/api.ts';
import { connectToKeeper, connectToRunning } from '../cluster/keeper/connect.ts';
import type { Peer } from '../cluster/keeper/peer.ts';
import { findLab } from '../course/labs.ts';
import type { ProvidedRun } from '../course/provided-run.ts';
import { cancelChannel } from '../course/run-cancelled.ts';
import { filesOfWork } from '../course/variants.ts';
import { ensureWork } from '../course/work.ts';
import { stateFolder } from '../paths.ts';
import { CompiledLearner } from './compile.ts';
import { Deaths } from './deaths.ts';
import { LearnerPool } from './learner-pool.ts';
import type { LearnerProcess } from './learner-process.ts';
import { standBy, takeStandby } from './standby.ts';

/** The run that this test file is part of: its files, its keeper, and the cluster once it was asked for. */
export class LabRun {
  readonly provided: ProvidedRun;
  readonly #keeper: Peer;
  #histories = 0;
  #caughtUp: Promise<void> | undefined;
  #compiled: Promise<CompiledLearner> | undefined;
  #pool: Promise<LearnerPool> | undefined;
  readonly deaths: Deaths;
  /** Told, each of them, when nobody waits for this run any more. */
  readonly onCancel = new Set<() => void>();
  readonly #cancelled: BroadcastChannel;
  #isCancelled = false;

  private constructor(provided: ProvidedRun, keeper: Peer, shape: Shape) {
    this.provided = provided;
    this.deaths = new Deaths(shape);
    this.#keeper = keeper;
    keeper.unref();
    keeper.onEvent = (event, data) => {
      if (event === 'died') this.deaths.hear(data as Death);
    };
    this.#cancelled = cancelChannel(provided.runId);
    this.#cancelled.onmessage = () => {
      this.#isCancelled = true;
      for (const tell of this.onCancel) tell();
    };
  }

  /** Joins the run that started Vitest; from an editor, begins one that judges the learner's files. `shape`: of its lab's cluster. */
  static async join(testFile: string, shape: Shape): Promise<LabRun> {
    const begun = inject('labRun');
    // A run that was begun belongs to the keeper that runs now, even if its code was changed on the disk meanwhile.
    const keeper = (begun && (await connectToRunning())) ?? (await connectToKeeper());
    const provided = begun ?? (await beginFromEditor(testFile, keeper));
    await mkdir(join(provided.recordFolder, 'history'), { recursive: true });
    return new LabRun(provided, keeper, shape);
  }

  /** Nobody waits for it: something newer is to be judged. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  async acquire(shape: Shape): Promise<ClusterInfo> {
    const cluster = await this.#keeper.call<ClusterInfo>('acquire', { runId: this.provided.runId, shape });
    if (!cluster.warm) this.deaths.forget();
    // The command was given the cluster before this thread could hear of deaths.
    this.#caughtUp ??= this.endedUnasked(shape).then((deaths) => this.deaths.learn(deaths));
    await this.#caughtUp;
    return cluster;
  }

  /** What has ended of the cluster, unasked, up to now. */
  endedUnasked(shape: Shape): Promise<Death[]> {
    return this.#keeper.call('endedUnasked', { runId: this.provided.runId, shape });
  }

  acquireDatabase(): Promise<DatabaseInfo> {
    return this.#keeper.call('acquireDatabase', { runId: this.provided.runId });
  }

  act(shape: Shape, action: BrokerAction, brokerId: number): Promise<void> {
    return this.#keeper.call('act', { runId: this.provided.runId, shape, action, brokerId });
  }

  /** The learner's files, compiled once for all checks of the run. Rejects with LearnerProblem `does-not-compile`. */
  compiled(): Promise<CompiledLearner> {
    this.#compiled ??= CompiledLearner.make(this.provided.files, this.provided.runId);
    return this.#compiled;
  }

  /** A process of the learner's that nobody used before. */
  async startLearner(): Promise<LearnerProcess> {
    this.#pool ??= this.#makePool();
    return (await this.#pool).take();
  }

  /** Keeps that many processes started, for a check that is about to take many. */
  async startAhead(count: number): Promise<void> {
    this.#pool ??= this.#makePool();
    (await this.#pool).ahead = count;
  }

  /** A file for a check's history; each check has its own. */
  historyFile(): string {
    return join(this.provided.recordFolder, 'history', `${String(++this.#histories).padStart(2, '0')}.jsonl`);
  }

  async close(): Promise<void> {
    this.#cancelled.close();
    await this.#pool?.then((pool) => pool[Symbol.asyncDispose]()).catch(() => {});
    this.#keeper.close();
    await this.#compiled?.then((compiled) => compiled[Symbol.asyncDispose]()).catch(() => {});
    this.#standByForNext();
  }

  /** A run that was given up is followed by another at once: starting processes beside it would slow it down. */
  #standByForNext(): void {
    const { runId, nextRunId, inspect } = this.provided;
    takeStandby(runId)?.[Symbol.dispose](); // those that nobody took, such as of a file that does not compile
    if (nextRunId !== undefined && !inspect && !this.#isCancelled) standBy(nextRunId);
  }

  async #makePool(): Promise<LearnerPool> {
    const { runId, recordFolder: folder, inspect = false } = this.provided;
    return new LearnerPool({
      compiled: await this.compiled(),
      runId,
      folder,
      inspect,
      standby: takeStandby(runId),
      register: (identity) => this.#keeper.call('registerProcess', { runId, identity }),
    });
  }
}

async function beginFromEditor(testFile: string, keeper: Peer): Promise<ProvidedRun> {
  const lab = await findLab(basename(dirname(testFile)));
  await ensureWork(lab);
  const { runId } = await keeper.call<{ runId: string }>('beginRun', { label: `${lab.name} from an editor` });
  return { lab: lab.name, files: await filesOfWork(lab), runId, recordFolder: join(stateFolder(), 'runs', runId) };
}
