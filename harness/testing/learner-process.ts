import type { ChildProcess } from 'node:child_process';
import { endsWithin } from '../crash/ends.ts';
import type { Exit } from '../crash/subject.ts';
import { tell } from '../facts/event-words.ts';
import type { HistoryEvent } from '../history/events.ts';
import type { History } from '../history/history.ts';
import type { FromLearner, ToLearner } from '../learner-host/messages.ts';
import type { ProcessIdentity } from '../process/identity.ts';
import type { DatabaseLane } from '../tap/database/database-lane.ts';
import type { Lane } from '../tap/lane.ts';
import type { CompiledLearner } from './compile.ts';
import { ConsumerCrashes } from './consumer-crash.ts';
import { Effect, type EffectHandler } from './effects.ts';
import { HostProcess } from './host-process.ts';
import { LearnerCalls } from './learner-calls.ts';
import { missingDecision } from './learner-problem.ts';
import type { ProcessOutput } from './process-output.ts';

export interface LearnerProcessOptions {
  compiled: CompiledLearner;
  runId: string;
  outputPath: string;
  /** The process waits for a debugger before it does anything, and its calls have no deadline. */
  inspect?: boolean;
  /** Functions whose calls did not settle in this run so far; shared between its processes, and added to. */
  stuckCalls?: Set<string>;
  /** See HostProcessOptions. */
  standby?: ChildProcess | undefined;
  /** Has the process killed should everything else fail. */
  register(identity: ProcessIdentity): Promise<unknown>;
}

/** Who a process is in a check: how histories name it, where they are, and its ways to the brokers and to the database. */
export interface Part {
  name: string;
  history: History;
  lane: Lane;
  /** Only where the lab has a database. */
  database?: DatabaseLane | undefined;
}

/** The child process that runs the code under test. */
export class LearnerProcess implements AsyncDisposable {
  /**
   * Rejects with a LearnerProblem as soon as the program cannot go on: a missing decision, a crash, an early exit; or with
   * what the check's own function threw that answers effects.
   */
  readonly problem: Promise<never>;
  readonly #process: HostProcess;
  readonly #compiled: CompiledLearner;
  readonly #calls: LearnerCalls;
  #reject!: (problem: unknown) => void;
  #expectedToEnd = false;
  #part: Part | undefined;
  #answerEffect: EffectHandler = (effect) => effect.done();
  #effects = 0;
  readonly #crashes = new ConsumerCrashes();

  private constructor(options: LearnerProcessOptions) {
    const { compiled, runId, outputPath, inspect = false, stuckCalls = new Set(), standby } = options;
    this.#compiled = compiled;
    this.#calls = new LearnerCalls(this, (message) => this.#process.send(message), stuckCalls);
    if (inspect) this.#calls.haveNoDeadline();
    this.problem = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.problem.catch(() => {}); // whoever awaits it hears of it; nobody need do so
    this.#process = new HostProcess({
      host: compiled.host,
      runId,
      inspect,
      outputPath,
      standby,
      onMessage: (message) => this.#receive(message),
      onEnd: (exit) => this.#ended(exit),
    });
  }

  static async start(options: LearnerProcessOptions): Promise<LearnerProcess> {
    const learner = new LearnerProcess(options);
    const { identity } = learner.#process;
    if (identity) await options.register(identity);
    return learner;
  }

  /**
   * Calls an exported function. Functions in its result (methods too) can be called in turn. Rejects with LearnerError
   * when the code throws, with LearnerProblem when it cannot be called or does not answer.
   */
  async call<Result>(file: string, name: string, ...args: unknown[]): Promise<Result> {
    return this.#calls.call(this.#compiled.file(file), name, args) as Promise<Result>;
  }

  /** How long a call may take before it counts as stuck. */
  get callWithinMs(): number {
    return this.#calls.withinMs;
  }

  set callWithinMs(withinMs: number) {
    this.#calls.withinMs = withinMs;
  }

  /** Gives the process its part in a check. Before that it can do nothing. */
  takePart(part: Part): void {
    this.#part = part;
    tell(part.history, part.name, { kind: 'start', process: part.name });
  }

  /** From now on `handler` decides how the world answers each effect; without it, the world does what is asked at once. */
  answerEffects(handler: EffectHandler): void {
    this.#answerEffect = handler;
  }

  /** Its way to the brokers: rules break it, and it counts connections. */
  get lane(): Lane {
    return this.#given().lane;
  }

  /** Its way to the database. Throws where the lab has none. */
  get databaseLane(): DatabaseLane {
    const { database } = this.#given();
    if (!database) throw new Error('this lab has no database: nothing leads this process to one');
    return database;
  }

  /** Whether the lab has a database. */
  get hasDatabase(): boolean {
    return this.#part?.database !== undefined;
  }

  /** What it printed. */
  get output(): ProcessOutput {
    return this.#process.output;
  }

  /** The name that histories give it. */
  get name(): string {
    return this.#part?.name ?? 'you';
  }

  /** From now on its end is no problem: a check that wants to see whether a program gives up. */
  mayEnd(): void {
    this.#expectedToEnd = true;
  }

  /** From now on the process may end, and does so by itself once nothing is left to do. */
  release(): void {
    this.mayEnd();
    this.#process.send({ type: 'release' });
  }

  /** Sends it a signal; from now on it may end. Resolves when its handlers have run as far as they run at once. */
  async signal(name: NodeJS.Signals): Promise<void> {
    this.release();
    this.#process.signal(name);
    // Rounds of its event loop: two were too few in a third of tries, three never were.
    for (let round = 0; round < 5 && !this.#process.exit; round++)
      await Promise.race([this.#calls.answersPing(), this.#process.ended]);
  }

  /** Stops the whole program for the time being: a long garbage collection, a suspended machine. Its connections stay. */
  async freeze(): Promise<HistoryEvent> {
    await this.#process.freeze();
    return this.#fault('froze');
  }

  /** Lets a frozen program go on; it knows nothing of the time that has passed. */
  resume(): HistoryEvent {
    this.#process.signal('SIGCONT');
    return this.#fault('woke');
  }

  /**
   * Resolves with how the process ended once it was asked to; undefined where it did not within `withinMs`, or does not any
   * more: it owes nothing, is owed nothing, and has done nothing for longer than a program may wait by itself.
   */
  ends(withinMs: number): Promise<Exit | undefined> {
    return endsWithin(this, this.#given().history, withinMs);
  }

  /** Resolves with how the process ended, or with undefined after `withinMs`. */
  exit(withinMs: number): Promise<Exit | undefined> {
    return this.#process.endsWithin(withinMs);
  }

  /** Lets the process end by itself, and resolves with how it ended, or undefined after `withinMs`. */
  async endsByItself(withinMs: number): Promise<string | undefined> {
    this.release();
    return (await this.exit(withinMs))?.how;
  }

  /** SIGKILL to the process and all that it started. */
  async kill(): Promise<void> {
    this.#expectedToEnd = true;
    await this.#process.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #fault(did: 'froze' | 'woke'): HistoryEvent {
    const { name, history } = this.#given();
    return tell(history, 'harness', { kind: 'fault', did, process: name });
  }

  #given(): Part {
    if (!this.#part) throw new Error('this process has no part in a check yet');
    return this.#part;
  }

  #ended(exit: Exit): void {
    const { name, history } = this.#part ?? {};
    const { how, code, signal } = exit;
    if (name) tell(history!, name, { kind: 'exit', process: name, how, code, signal });
    const problem = this.#process.earlyEnd(exit);
    if (!this.#expectedToEnd) this.#reject(problem);
    this.#calls.end(problem);
  }

  #receive(message: FromLearner): void {
    switch (message.type) {
      case 'returned':
      case 'threw':
      case 'missingExport':
      case 'notLoaded':
      case 'pong':
        return this.#calls.take(message);
      case 'todo':
        return this.#reject(missingDecision(message));
      case 'effect':
        return this.#effect(message);
      case 'log':
        return this.#log(message);
    }
  }

  #log(message: FromLearner & { type: 'log' }): void {
    const error = this.#crashes.heard(message);
    if (error === undefined || !this.#part) return;
    const { name, history } = this.#part;
    tell(history, name, { kind: 'crash', process: name, error });
  }

  #effect(message: FromLearner & { type: 'effect' }): void {
    const { name, history } = this.#part!;
    const answer = (answer: ToLearner) => this.#process.send(answer);
    const args = this.#calls.decode(message.arguments) as unknown[];
    const about = { process: name, call: ++this.#effects, history, answer };
    try {
      this.#answerEffect(new Effect({ ...message, arguments: args }, about));
    } catch (error) {
      this.#reject(error); // nobody else would hear of it: the message came from outside
    }
  }
}
