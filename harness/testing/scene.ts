import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DescribedLab } from '../course/lab-texts.ts';
import type { CheckReport, Timing } from '../course/provided-run.ts';
import { tell } from '../facts/event-words.ts';
import type { DatabaseDetails, WireDetails } from '../history/events.ts';
import { History } from '../history/history.ts';
import { HistoryWriter } from '../history/history-file.ts';
import { DatabaseLane } from '../tap/database/database-lane.ts';
import { Lane } from '../tap/lane.ts';
import type { CheckContext, CheckOptions, StartOptions } from './check-context.ts';
import { type Classified, classify, harnessError, mayFollowADeath } from './classify.ts';
import { toldOf } from './deaths.ts';
import type { LabRun } from './lab-run.ts';
import type { LearnerProcess } from './learner-process.ts';
import { tellDatabase } from './tell-database.ts';
import { TestCluster } from './test-cluster.ts';
import { TestDatabase } from './test-database.ts';
import { InconclusiveError } from './verdicts.ts';

/** A check that takes this long is stuck in the harness: what waits for the learner or a broker has shorter deadlines. */
export const CHECK_DEADLINE_MS = 90_000;

/** A cold broker of a busy machine took over a second to hear of a topic that a program had made. */
const TOPIC_KNOWN_WITHIN_MS = 5_000;

/** One check under way: what it started, and what is to be cleared after it. */
export class Scene {
  readonly #run: LabRun;
  readonly #lab: DescribedLab;
  readonly #options: CheckOptions;
  readonly #file: HistoryWriter;
  readonly #history: History;
  #tally: string | undefined;
  readonly #learners: LearnerProcess[] = [];
  readonly #lanes: (Lane | DatabaseLane)[] = [];
  readonly #notes: string[] = [];
  readonly #timings: Timing[] = [];
  #cluster: TestCluster | undefined;
  #database: TestDatabase | undefined;
  #died: string | undefined;
  /** Set when it is cleared: its body, which may have been given up on, starts nothing more. */
  #isOver = false;
  readonly #onDied: (what: string) => void;
  readonly #onCancel = () => this.#stop(new InconclusiveError('the run was given up'));
  #stop!: (problem: unknown) => void;
  readonly #stopped = new Promise<never>((_, reject) => {
    this.#stop = reject;
  });

  constructor(run: LabRun, lab: DescribedLab, title: string, options: CheckOptions) {
    this.#run = run;
    this.#lab = lab;
    this.#options = options;
    this.#file = new HistoryWriter(run.historyFile(), { lab: run.provided.lab, check: title });
    this.#history = new History((event) => this.#file.append(event));
    this.#stopped.catch(() => {});
    this.#onDied = (what) => {
      this.#died = what;
      this.#stop(new InconclusiveError(what));
    };
    run.deaths.listeners.add(this.#onDied);
    run.onCancel.add(this.#onCancel);
  }

  /** Judges the check, and never rejects: what fails in judging itself is a harness error. Nothing of the check runs on after it. */
  async judge(body: (context: CheckContext) => Promise<void>): Promise<CheckReport> {
    const tooLate = () => this.#stop(new Error(`the check did not end within ${CHECK_DEADLINE_MS / 1000} s`));
    const deadline = this.#run.provided.inspect ? undefined : setTimeout(tooLate, CHECK_DEADLINE_MS);
    const played = this.#play(body);
    let thrown: unknown;
    try {
      await Promise.race([played, this.#stopped]);
    } catch (error) {
      thrown = error ?? new Error('the check threw nothing');
    }
    clearTimeout(deadline);
    const output = this.#output();
    // Before the file is closed: it may tell what ended the program.
    const classified = await this.#classify(thrown)
      .catch(harnessError)
      .finally(() => this.#clear());
    if (this.#run.isCancelled) played.catch(() => {});
    else await givenUp(played);
    const fileError = await this.#file.close();
    if (fileError) this.#notes.push(`the history of this check could not be written: ${fileError.message}`);
    const { task = 1, level = 'core' } = this.#options;
    return {
      task,
      level,
      ...classified,
      ...(this.#tally === undefined ? {} : { tally: this.#tally }),
      ...(this.#timings.length > 0 ? { timings: this.#timings } : {}),
      ...(fileError ? {} : { historyFile: this.#file.path }),
      ...(this.#notes.length > 0 ? { notes: this.#notes } : {}),
      ...(output ? { output } : {}),
    };
  }

  async #classify(thrown: unknown): Promise<Classified> {
    const classified = classify(thrown, { lab: this.#lab, history: this.#history, died: this.#died });
    const mayBeADeath = classified.diagnosis && mayFollowADeath(classified.diagnosis.code);
    return mayBeADeath ? this.#unlessServerDied(classified) : classified;
  }

  async #play(body: (context: CheckContext) => Promise<void>): Promise<void> {
    // The learner's files are compiled first: a syntax error needs no cluster.
    await this.#run.compiled();
    const [info, database] = await Promise.all([
      this.#run.acquire(this.#lab.shape),
      this.#lab.database && this.#run.acquireDatabase(),
    ]);
    if (this.#run.deaths.lost) throw new InconclusiveError(this.#run.deaths.lost);
    this.#database = database && new TestDatabase(database, this.#run.provided.runId);
    const cluster = new TestCluster(info, this.#run, this.#history);
    this.#cluster = cluster;
    if (this.#options.brokers !== 'as they are' && this.#run.deaths.brokers.size > 0) await cluster.allUp();
    const givenDatabase = () => this.#givenDatabase();
    await body({
      cluster,
      get database() {
        return givenDatabase();
      },
      history: this.#history,
      note: (text) => this.#notes.push(text),
      tally: (text) => {
        this.#tally = text;
      },
      startAhead: (count) => this.#run.startAhead(count),
      filePath: (name) => this.#file.path.replace(/\.jsonl$/, `-${name}`),
      attach: (name, text) => writeFile(join(this.#run.provided.recordFolder, name), text),
      timed: (step, work) => this.#timed(step, work),
      isInspected: this.#run.provided.inspect === true,
      startLearner: (options) => this.#startLearner(cluster, options),
    });
  }

  #givenDatabase(): TestDatabase {
    if (this.#database) return this.#database;
    throw new Error(`lab ${this.#run.provided.lab} has no database: its lab.ts does not say \`database: true\``);
  }

  async #timed<T>(step: string, work: Promise<T>): Promise<T> {
    const from = performance.now();
    return work.finally(() => this.#timings.push({ step, ms: Math.round(performance.now() - from) }));
  }

  async #startLearner(
    cluster: TestCluster,
    { as: name = 'you', history = this.#history }: StartOptions = {},
  ): Promise<LearnerProcess> {
    const onWire = (wire: WireDetails) => {
      const actor = wire.kind === 'request' ? name : wire.injected ? 'harness' : `broker ${wire.broker ?? '?'}`;
      tell(history, actor, wire);
    };
    const untilKnown = (topics: readonly string[]) => this.#untilKnown(topics, cluster);
    const onBug = (error: unknown) => this.#stop(error);
    const lane = await Lane.open({ process: name, brokers: cluster.addresses, onWire, untilKnown, onBug });
    this.#lanes.push(lane);
    const database = await this.#openDatabaseLane(name, history);
    const learner = await this.#run.startLearner();
    learner.takePart({ name, history, lane, database });
    this.#learners.push(learner);
    if (this.#isOver) {
      await this.#endPrograms();
      throw new Error('this check is over');
    }
    learner.problem.catch((problem: unknown) => this.#stop(problem));
    return learner;
  }

  /** That brokers are slow to hear of a topic is no fault of the program that made it. */
  async #untilKnown(topics: readonly string[], cluster: TestCluster): Promise<void> {
    await cluster.known(topics, { withinMs: TOPIC_KNOWN_WITHIN_MS }).catch((error: Error) => {
      this.#stop(new InconclusiveError(`a broker had not heard of a new topic yet (${error.message})`));
    });
  }

  async #openDatabaseLane(process: string, history: History): Promise<DatabaseLane | undefined> {
    const target = this.#database?.address;
    if (!target) return undefined;
    const onCommand = (details: DatabaseDetails) => {
      history.record(details.kind === 'command' ? process : 'database', tellDatabase(details), details);
    };
    const lane = await DatabaseLane.open({ process, target, onCommand, onBug: (error) => this.#stop(error) });
    this.#lanes.push(lane);
    return lane;
  }

  #output(): CheckReport['output'] {
    const spoken = this.#learners.findLast(({ output }) => output.lastLines.length > 0)?.output;
    return spoken && { lines: spoken.lastLines, bytes: spoken.bytes, path: spoken.path };
  }

  async #clear(): Promise<void> {
    this.#isOver = true;
    this.#run.deaths.listeners.delete(this.#onDied);
    this.#run.onCancel.delete(this.#onCancel);
    await this.#endPrograms();
    await Promise.allSettled([this.#cluster?.release(), this.#database?.release()]);
  }

  /** Once more for a process that the body of a check that was given up on had started meanwhile. */
  async #endPrograms(): Promise<void> {
    await Promise.allSettled(this.#learners.map((learner) => learner.kill()));
    await Promise.allSettled(this.#lanes.map((lane) => lane.close()));
  }

  /** A program hears of a server's death before the keeper does: what failed by it says nothing about the program. */
  async #unlessServerDied(failed: Classified): Promise<Classified> {
    const reason = await this.#goneServers().catch((error: Error) => error.message);
    return reason === undefined ? failed : { outcome: 'inconclusive', reason };
  }

  async #goneServers(): Promise<string | undefined> {
    if (!this.#cluster) return undefined;
    const { latest } = this.#run.deaths;
    if (latest) return `earlier in this run ${latest}`; // what was started again may be slow, or still without its records
    await this.#cluster.wake();
    const [ended] = await this.#run.endedUnasked(this.#lab.shape);
    if (ended) return toldOf(ended);
    const brokers = await this.#cluster.unreachable();
    const gone = [
      ...(brokers.length > 0 ? [`broker ${brokers.join(', ')}`] : []),
      ...((await this.#database?.isUnreachable()) ? ['the database'] : []),
    ];
    return gone.length === 0 ? undefined : `${gone.join(' and ')} cannot be reached, and nobody here broke it`;
  }
}

/** What was given up on fails soon, now that its processes and its cluster are gone; not waited for without end. */
async function givenUp(played: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 2_000);
  });
  await Promise.race([played.catch(() => {}), late]);
  clearTimeout(timer);
}
