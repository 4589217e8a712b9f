import type { PartitionFacts } from '../history/events.ts';
import type { History } from '../history/history.ts';
import type { DatabaseLane } from '../tap/database/database-lane.ts';
import type { Lane } from '../tap/lane.ts';
import type { Ground } from './ground.ts';

/** One call by which a program acts on the world. */
export interface SubjectEffect {
  readonly name: string;
  readonly subject: string;
  readonly call: number;
  /** It happened; the program does not hear of it. */
  happen(): unknown;
  /** It happened, and the program is told so. */
  done(): void;
  /** It did not happen, and the program's promise rejects. */
  fail(message: string): unknown;
}

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: string | null;
  /** In words: “ended with code 0”. */
  how: string;
  /** What nobody caught, where that ended it. */
  uncaught?: string | undefined;
}

/** A process that runs a program, as far as crash points need to know it. */
export interface Subject {
  readonly name: string;
  readonly lane: Lane;
  readonly databaseLane?: DatabaseLane | undefined;
  /** From now on `handler` decides how the world answers. */
  answerEffects(handler: (effect: SubjectEffect) => void): void;
  /** Rejects when the program cannot go on. */
  readonly problem: Promise<never>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Sends a signal, and resolves when the process has had the chance to act on it, or is gone. It may end from now on. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** Resolves with how it ended, or with undefined after `withinMs`. */
  exit(withinMs: number): Promise<Exit | undefined>;
}

/** What crash points need of a check. */
export interface Stage<G extends Ground = Ground> {
  history: History;
  /** How many processes may run at the same time. */
  lanes: number;
  /** That many grounds, made together. */
  grounds(count: number): Promise<G[]>;
  /** A process that has not begun yet. */
  start(as: string, history: History): Promise<Subject>;
  /** Begins the program in it. Rejects where the program's own start fails; need not resolve. */
  begin(subject: Subject, ground: G): Promise<unknown>;
  /** Removes dead members from a group in their name, so that nobody waits for their session to end. */
  leave(group: string, members: readonly string[]): Promise<void>;
  /** Measures a step. */
  timed<T>(step: string, work: Promise<T>): Promise<T>;
  committed(ground: G): Promise<PartitionFacts[]>;
  /**
   * The subjects whose work the world has, for programs whose work is rows rather than effects. Asked after database
   * commands; never twice at once for one ground.
   */
  worked?(ground: G): Promise<ReadonlySet<string>>;
  /** True where `worked` alone decides what is over: a record that is committed may wait elsewhere. It is then asked after requests, too. */
  isOverByWorld?: boolean;
  /** With what an effect fails, the n-th time that it is asked for on a ground; it happens where this says nothing. */
  failure?(subject: string, times: number, ground: G): string | undefined;
  /** Told of each effect that happened, with what it was about. */
  happened?(subject: string, ground: G): void;
  /** True where the program is over when its call has resolved, instead of waiting for more. */
  endsByItself?: boolean;
  /** The longest wait of its own that the task allows a program, in ms: one that is at rest for longer does nothing more. */
  ownWaitMs?: number;
}
