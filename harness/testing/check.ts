import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { setDeadlines } from '../broker/eventually.ts';
import type { LabDefinition } from '../course/define-lab.ts';
import type { CheckLevel, CheckReport } from '../course/provided-run.ts';
import type { History } from '../history/history.ts';
import { Decisions } from './decisions.ts';
import { LabRun } from './lab-run.ts';
import type { LearnerProcess } from './learner-process.ts';
import { CHECK_DEADLINE_MS, Scene } from './scene.ts';
import type { TestCluster } from './test-cluster.ts';
import type { TestDatabase } from './test-database.ts';

export interface CheckOptions {
  task?: number;
  level?: CheckLevel;
  /** Brokers that earlier checks left dead are started again first; `as they are` leaves that to the check. */
  brokers?: 'all up' | 'as they are';
  /**
   * Tried only if none of the core checks before it in its task has failed, of those that do not wait themselves. For checks
   * that take long: the same cause, seen again at fifty crash points, teaches no more, and the learner waits for it.
   */
  afterTheOthers?: true;
}

/** What a check works with. */
export interface CheckContext {
  cluster: TestCluster;
  /** Only in labs whose lab.ts says `database: true`; asking for it elsewhere throws. */
  readonly database: TestDatabase;
  history: History;
  /** Shows a fact beside the check, also when it passes. */
  note(text: string): void;
  /** How much of the check's claim held, shown beside it, such as “20 of 21 crash points”. */
  tally(text: string): void;
  /** Keeps that many processes started, for a check that takes many. */
  startAhead(count: number): Promise<void>;
  /** A path for a file that programs of this check write; it stays beside the run's verdict. */
  filePath(name: string): string;
  /** Leaves a file beside the run's verdict. */
  attach(name: string, text: string): Promise<void>;
  /** Measures a step for `--timings`. */
  timed<T>(step: string, work: Promise<T>): Promise<T>;
  /** Somebody sits at a debugger: a process at a time, and no hurry. */
  isInspected: boolean;
  /** Starts a process that runs the code under test; it ends with the check. */
  startLearner(options?: StartOptions): Promise<LearnerProcess>;
}

export interface StartOptions {
  /** How the history names the process; `you` without it. */
  as?: string;
  /** Where its events go: a scene of the check's history, or the check's own without it. */
  history?: History;
}

export type Check = (title: string, options: CheckOptions, body: (context: CheckContext) => Promise<void>) => void;

/** The checks of one lab's test file: call it once at its top. */
export function checksOf(lab: LabDefinition): Check {
  let run: LabRun | undefined;
  const decisions = new Decisions();
  beforeAll(async () => {
    run = await LabRun.join(expect.getState().testPath!, lab.shape);
    setDeadlines(!run.provided.inspect);
  }, CHECK_DEADLINE_MS);
  afterAll(() => run?.close());
  return (title, options, body) => {
    const { inspect, isAgain } = inject('labRun') ?? {};
    const areTogether = lab.sideBySide === true || (lab.sideBySide === 'again' && isAgain);
    const one = areTogether && !inspect ? test.concurrent : test;
    const { task: taskNumber = 1, level = 'core', afterTheOthers } = options;
    const decision = decisions.next({ title, task: taskNumber, level, waits: afterTheOthers });
    one(title, { timeout: inspect ? 0 : CHECK_DEADLINE_MS * 2 }, async ({ task, skip }) => {
      const { task: wanted, checks: only } = run!.provided;
      if (wanted !== undefined && wanted !== taskNumber) return skip();
      if (only && !only.includes(title)) return skip();
      if (run!.isCancelled) return skip();
      const isLeftOut = (name: string) =>
        (only && !only.includes(name)) || task.file.tasks.some((one) => one.name === name && one.mode === 'skip');
      const isTried = !afterTheOthers || !(await decision.hasFailedBefore(isLeftOut));
      const scene = new Scene(run!, lab, title, options);
      const report = isTried ? await scene.judge(body) : notTried(taskNumber, level);
      decision.is(report.outcome);
      task.meta.lab = report;
      if (report.outcome !== 'passed') throw new Error(inEditor(report));
    });
  };
}

const notTried = (task: number, level: CheckLevel): CheckReport => ({
  task,
  level,
  outcome: 'inconclusive',
  isNotTried: true,
  reason: 'it is tried once the checks before it pass',
});

/** What an editor or plain Vitest shows of a check; `npm run lab` shows the report itself. */
function inEditor({ diagnosis, outcome, reason }: CheckReport): string {
  if (!diagnosis) return `${outcome}: ${reason}`;
  const events = diagnosis.evidence.map(({ actor, text }) => `  ${actor}: ${text}`);
  return [`${diagnosis.code}: ${diagnosis.title}`, ...events, `Why: ${diagnosis.why}`].join('\n');
}
