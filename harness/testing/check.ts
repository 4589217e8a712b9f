import { afterAll, beforeAll, expect, test } from 'vitest';
import { BrokerUnreachableError } from '../broker/connection.ts';
import { NeverHappenedError } from '../broker/eventually.ts';
import type { LabDefinition } from '../course/define-lab.ts';
import type { CheckLevel, CheckReport } from '../course/provided-run.ts';
import { commonDiagnoses } from '../diagnosis/common.ts';
import { diagnose } from '../diagnosis/diagnosis.ts';
import { HarnessError } from '../errors.ts';
import { History } from '../history/history.ts';
import { LabRun } from './lab-run.ts';
import { LearnerError } from './learner-error.ts';
import { LearnerProblem } from './learner-problem.ts';
import type { LearnerProcess } from './learner-process.ts';
import { placeIn } from './place-in.ts';
import { TestCluster } from './test-cluster.ts';
import { CheckFailure, InconclusiveError } from './verdicts.ts';

/** A check that takes this long is stuck in the harness: what waits for the learner or a broker has shorter deadlines. */
const CHECK_DEADLINE_MS = 90_000;

export interface CheckOptions {
  task?: number;
  level?: CheckLevel;
  /** Brokers that earlier checks left dead are started again first; `as they are` leaves that to the check. */
  brokers?: 'all up' | 'as they are';
}

/** What a check works with. */
export interface CheckContext {
  cluster: TestCluster;
  history: History;
  /** Shows a fact beside the check, also when it passes. */
  note(text: string): void;
  /** Starts a process that runs the code under test; it ends with the check. */
  startLearner(): Promise<LearnerProcess>;
}

export type Check = (title: string, options: CheckOptions, body: (context: CheckContext) => Promise<void>) => void;

/** The checks of one lab's test file: call it once at its top. */
export function checksOf(lab: LabDefinition): Check {
  let run: LabRun | undefined;
  const dead = new Set<number>();
  beforeAll(async () => {
    run = await LabRun.join(expect.getState().testPath!);
  }, CHECK_DEADLINE_MS);
  afterAll(() => run?.close());
  return (title, options, body) => {
    test(title, { timeout: CHECK_DEADLINE_MS * 2 }, async ({ task, skip }) => {
      const wanted = run!.provided.task;
      if (wanted !== undefined && wanted !== (options.task ?? 1)) return skip();
      const scene = new Scene(run!, lab, options, dead);
      const report = await scene.judge(body);
      task.meta.lab = report;
      if (report.outcome !== 'passed') throw new Error(inEditor(report));
    });
  };
}

/** What an editor or plain Vitest shows of a check; `npm run lab` shows the report itself. */
function inEditor({ diagnosis, outcome, reason }: CheckReport): string {
  if (!diagnosis) return `${outcome}: ${reason}`;
  const events = diagnosis.evidence.map(({ actor, text }) => `  ${actor}: ${text}`);
  return [`${diagnosis.code}: ${diagnosis.title}`, ...events, `Why: ${diagnosis.why}`].join('\n');
}

/** One check under way: what it started, and what is to be cleared after it. */
class Scene {
  readonly #run: LabRun;
  readonly #lab: LabDefinition;
  readonly #options: CheckOptions;
  readonly #dead: Set<number>;
  readonly #history = new History();
  readonly #learners: LearnerProcess[] = [];
  readonly #notes: string[] = [];
  #cluster: TestCluster | undefined;
  #brokerDied: string | undefined;
  #stop!: (problem: unknown) => void;
  readonly #stopped = new Promise<never>((_, reject) => {
    this.#stop = reject;
  });

  constructor(run: LabRun, lab: LabDefinition, options: CheckOptions, dead: Set<number>) {
    this.#run = run;
    this.#lab = lab;
    this.#options = options;
    this.#dead = dead;
    this.#stopped.catch(() => {});
    run.onBrokerDied = (brokerId, how) => {
      dead.add(brokerId);
      this.#brokerDied = `broker ${brokerId} ${how}, and nobody here asked it to`;
      this.#stop(new InconclusiveError(this.#brokerDied));
    };
  }

  async judge(body: (context: CheckContext) => Promise<void>): Promise<CheckReport> {
    const deadline = setTimeout(
      () => this.#stop(new Error(`the check did not end within ${CHECK_DEADLINE_MS / 1000} s`)),
      CHECK_DEADLINE_MS,
    );
    const played = this.#play(body);
    let thrown: unknown;
    try {
      await Promise.race([played, this.#stopped]);
    } catch (error) {
      thrown = error ?? new Error('the check threw nothing');
    }
    clearTimeout(deadline);
    const output = this.#output();
    await this.#clear();
    await givenUp(played);
    const { task = 1, level = 'core' } = this.#options;
    return {
      task,
      level,
      ...this.#classify(thrown),
      ...(this.#notes.length > 0 ? { notes: this.#notes } : {}),
      ...(output ? { output } : {}),
    };
  }

  async #play(body: (context: CheckContext) => Promise<void>): Promise<void> {
    // The learner's files are compiled first: a syntax error needs no cluster.
    await this.#run.compiled();
    const info = await this.#run.acquire(this.#lab.shape);
    const cluster = new TestCluster(info, this.#run, this.#history, this.#dead);
    this.#cluster = cluster;
    if (this.#options.brokers !== 'as they are' && this.#dead.size > 0) await cluster.allUp();
    await body({
      cluster,
      history: this.#history,
      note: (text) => this.#notes.push(text),
      startLearner: () => this.#startLearner(),
    });
  }

  async #startLearner(): Promise<LearnerProcess> {
    const learner = await this.#run.startLearner();
    this.#history.record('you', 'the program is started');
    this.#learners.push(learner);
    learner.problem.catch((problem: unknown) => this.#stop(problem));
    return learner;
  }

  #output(): CheckReport['output'] {
    const spoken = this.#learners.findLast(({ output }) => output.lastLines.length > 0)?.output;
    return spoken && { lines: spoken.lastLines, bytes: spoken.bytes, path: spoken.path };
  }

  async #clear(): Promise<void> {
    this.#run.onBrokerDied = undefined;
    await Promise.allSettled(this.#learners.map((learner) => learner.kill()));
    await this.#cluster?.release().catch(() => {});
  }

  #classify(thrown: unknown): Pick<CheckReport, 'outcome' | 'diagnosis' | 'reason'> {
    if (thrown === undefined)
      return this.#brokerDied ? { outcome: 'inconclusive', reason: this.#brokerDied } : { outcome: 'passed' };
    if (thrown instanceof LearnerProblem) {
      const facts = thrown.facts.map(({ actor, text }) => this.#history.record(actor, text));
      return { outcome: 'failed', diagnosis: diagnose(thrown.code, commonDiagnoses, facts) };
    }
    if (this.#brokerDied) return { outcome: 'inconclusive', reason: this.#brokerDied };
    if (thrown instanceof CheckFailure)
      return { outcome: 'failed', diagnosis: diagnose(thrown.code, this.#lab.diagnoses, thrown.evidence) };
    if (thrown instanceof LearnerError) {
      const fact = this.#history.record(
        'you',
        `threw ${thrown.name}: ${thrown.message.split('\n')[0]}${placeIn(thrown.learnerStack)}`,
      );
      return {
        outcome: 'failed',
        diagnosis: diagnose('threw', commonDiagnoses, [...this.#history.last(4).slice(0, -1), fact]),
      };
    }
    if (isEnvironment(thrown)) return { outcome: 'inconclusive', reason: describe(thrown) };
    return { outcome: 'harness-error', reason: (thrown as Error).stack ?? String(thrown) };
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

function isEnvironment(thrown: unknown): boolean {
  if (thrown instanceof HarnessError) return thrown.code !== 'HARNESS_BUG';
  return (
    thrown instanceof InconclusiveError ||
    thrown instanceof NeverHappenedError ||
    thrown instanceof BrokerUnreachableError
  );
}

function describe(thrown: unknown): string {
  const { message, cause } = thrown as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
