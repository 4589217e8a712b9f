import type { CheckLevel } from '../course/provided-run.ts';
import type { History } from '../history/history.ts';
import type { LearnerProcess } from './learner-process.ts';
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
