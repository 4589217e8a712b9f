import type { ChildProcess } from 'node:child_process';
import type { History } from '../history/history.ts';
import type { EncodedError, FromLearner, ToLearner } from '../learner-host/messages.ts';
import { identify, killGroup, type ProcessIdentity } from '../process/identity.ts';
import type { Lane } from '../tap/lane.ts';
import type { CompiledLearner } from './compile.ts';
import { Effect, type EffectHandler } from './effects.ts';
import { LearnerError } from './learner-error.ts';
import { LearnerProblem } from './learner-problem.ts';
import { placeIn } from './place-in.ts';
import { ProcessOutput } from './process-output.ts';
import { revive, withBrokers } from './remote-values.ts';
import { spawnHost } from './spawn-host.ts';

/** A call into the learner's code that takes longer is judged: stuck, or busy for ever. */
const CALL_DEADLINE_MS = 15_000;
/** A function that was stuck in an earlier check gets this long: nobody waits six times for the same endless loop. */
const STUCK_BEFORE_DEADLINE_MS = 2_000;
/** An idle Node process answers a ping within a millisecond; a busy machine may take a second. */
const PING_DEADLINE_MS = 3_000;
/** What a process printed just before its end is in its pipes and read within this time. */
const LAST_OUTPUT_WITHIN_MS = 500;

/** The longest time that a timer can wait: 24 days. */
const NO_DEADLINE_MS = 2 ** 31 - 1;

export interface LearnerProcessOptions {
  compiled: CompiledLearner;
  runId: string;
  outputPath: string;
  /** The process waits for a debugger before it does anything, and its calls have no deadline. */
  inspect?: boolean;
  /** Functions whose calls did not settle in this run so far; shared between its processes, and added to. */
  stuckCalls?: Set<string>;
  /** Has the process killed should everything else fail. */
  register(identity: ProcessIdentity): Promise<unknown>;
}

/** Who a process is in a check: how histories name it, where they are, and its way to the brokers. */
export interface Part {
  name: string;
  history: History;
  lane: Lane;
}

/** The child process that runs the code under test. */
export class LearnerProcess implements AsyncDisposable {
  /** Rejects with a LearnerProblem as soon as the program cannot go on: a missing decision, a crash, an early exit. */
  readonly problem: Promise<never>;
  readonly output: ProcessOutput;
  /** How long a call may take before it counts as stuck. */
  callWithinMs = CALL_DEADLINE_MS;
  readonly #child: ChildProcess;
  readonly #compiled: CompiledLearner;
  readonly #stuckCalls: Set<string>;
  readonly #identity: ProcessIdentity | undefined;
  readonly #answers = new Map<number, { resolve(message: FromLearner): void; reject(reason: Error): void }>();
  readonly #exited: Promise<string>;
  #reject!: (problem: LearnerProblem) => void;
  #exit: string | undefined;
  #expectedToEnd = false;
  #uncaught: { error: EncodedError; origin: string } | undefined;
  #part: Part | undefined;
  #answerEffect: EffectHandler = (effect) => effect.done();
  #effects = 0;
  #nextId = 1;

  private constructor({ compiled, runId, outputPath, inspect = false, stuckCalls = new Set() }: LearnerProcessOptions) {
    this.#compiled = compiled;
    this.#stuckCalls = stuckCalls;
    this.output = new ProcessOutput(outputPath);
    if (inspect) this.callWithinMs = NO_DEADLINE_MS;
    this.#child = spawnHost({ host: compiled.host, runId, inspect });
    this.#identity = identify(this.#child.pid!);
    this.problem = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.problem.catch(() => {}); // whoever awaits it hears of it; nobody need do so
    this.output.drain(this.#child.stdout!);
    this.output.drain(this.#child.stderr!);
    this.#child.on('message', (message: FromLearner) => this.#receive(message));
    this.#exited = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#exit = signal ? `was ended by ${signal}` : `ended with code ${code}`;
        this.output.close();
        const { name, history } = this.#part ?? {};
        if (name) history!.record(name, `its process ${this.#exit}`, { kind: 'exit', process: name, how: this.#exit });
        if (!this.#expectedToEnd) this.#reject(this.#earlyEnd(this.#exit));
        for (const { reject } of this.#answers.values()) reject(this.#earlyEnd(this.#exit));
        this.#answers.clear();
        resolve(this.#exit);
      });
    });
    // A child of its own may hold its output open for hours: `close`, which waits for that, is helped along.
    this.#child.once('exit', () => setTimeout(() => this.#letGoOfOutput(), LAST_OUTPUT_WITHIN_MS).unref());
  }

  static async start(options: LearnerProcessOptions): Promise<LearnerProcess> {
    const learner = new LearnerProcess(options);
    if (learner.#identity) await options.register(learner.#identity);
    return learner;
  }

  /**
   * Calls an exported function. Functions in its result (methods too) can be called in turn. Rejects with LearnerError
   * when the code throws, with LearnerProblem when it cannot be called or does not answer.
   */
  async call<Result>(file: string, name: string, ...args: unknown[]): Promise<Result> {
    const answer = await this.#ask(`${name}()`, (id) => ({
      type: 'call',
      id,
      file: this.#compiled.file(file),
      name,
      arguments: args.map((arg) => this.#addressed(arg)),
    }));
    return answer as Result;
  }

  /** Gives the process its part in a check. Before that it can do nothing. */
  takePart(part: Part): void {
    this.#part = part;
    part.history.record(part.name, 'the program is started', { kind: 'start', process: part.name });
  }

  /** From now on `handler` decides how the world answers each effect; without it, the world does what is asked at once. */
  answerEffects(handler: EffectHandler): void {
    this.#answerEffect = handler;
  }

  /** Its way to the brokers: rules break it, and it counts connections. */
  get lane(): Lane {
    if (!this.#part) throw new Error('this process has no part in a check yet');
    return this.#part.lane;
  }

  /** The name that histories give it. */
  get name(): string {
    return this.#part?.name ?? 'you';
  }

  /** Lets the process end by itself once nothing is left to do, and resolves with how it ended, or undefined after `withinMs`. */
  async endsByItself(withinMs: number): Promise<string | undefined> {
    this.#expectedToEnd = true;
    this.#send({ type: 'release' });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), withinMs);
    });
    const how = await Promise.race([this.#exited, late]);
    clearTimeout(timer);
    return how;
  }

  /** SIGKILL to the process and all that it started. */
  async kill(): Promise<void> {
    this.#expectedToEnd = true;
    if (this.#identity) killGroup(this.#identity);
    this.#child.kill('SIGKILL');
    this.#letGoOfOutput(); // a grandchild outside of the group may hold it open
    if (this.#exit === undefined) await this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #letGoOfOutput(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  async #ask(what: string, message: (id: number) => ToLearner): Promise<unknown> {
    if (this.#exit !== undefined) throw this.#earlyEnd(this.#exit);
    const id = this.#nextId++;
    const answered = new Promise<FromLearner>((resolve, reject) => this.#answers.set(id, { resolve, reject }));
    this.#send(message(id));
    const answer = await this.#withDeadline(what, Promise.race([answered, this.problem]));
    switch (answer.type) {
      case 'returned':
        return this.#decode(answer.value);
      case 'threw':
        throw new LearnerError(answer.error);
      case 'missingExport': {
        const exports = answer.exports.length > 0 ? answer.exports.join(', ') : 'nothing';
        throw new LearnerProblem('missing-export', [{ actor: 'you', text: `export ${exports}, not ${answer.name}` }]);
      }
      case 'notLoaded':
        throw new LearnerProblem('not-loaded', [{ actor: 'you', text: describeError(answer.error) }]);
      default:
        throw new Error(`unexpected answer ${answer.type}`);
    }
  }

  async #withDeadline<T>(what: string, promise: Promise<T>): Promise<T> {
    const withinMs = this.#stuckCalls.has(what) ? STUCK_BEFORE_DEADLINE_MS : this.callWithinMs;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(async () => {
        const alive = await this.#answersPing();
        this.#stuckCalls.add(what);
        const text = `${what} did not settle within ${withinMs / 1000} s; the event loop ${alive ? 'is idle' : 'is blocked'}`;
        reject(new LearnerProblem(alive ? 'never-settled' : 'blocked-event-loop', [{ actor: 'you', text }]));
      }, withinMs);
    });
    return Promise.race([promise, tooLate]).finally(() => clearTimeout(timer));
  }

  async #answersPing(): Promise<boolean> {
    const id = this.#nextId++;
    const pong = new Promise<boolean>((resolve) => {
      this.#answers.set(id, { resolve: () => resolve(true), reject: () => resolve(false) });
    });
    this.#send({ type: 'ping', id });
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), PING_DEADLINE_MS);
    });
    return Promise.race([pong, silence]).finally(() => clearTimeout(timer));
  }

  #send(message: ToLearner): void {
    if (this.#child.connected) this.#child.send(message, () => {}); // an error here is an exit, told by the exit itself
  }

  #receive(message: FromLearner): void {
    switch (message.type) {
      case 'returned':
      case 'threw':
      case 'missingExport':
      case 'notLoaded':
      case 'pong':
        this.#answers.get(message.id)?.resolve(message);
        this.#answers.delete(message.id);
        return;
      case 'todo': {
        const text = `came to todo(‘${message.text}’)${placeIn(message.stack)}`;
        return this.#reject(new LearnerProblem('missing-decision', [{ actor: 'you', text }]));
      }
      case 'uncaught':
        this.#uncaught = message;
        return;
      case 'log':
        return this.output.note(message.text);
      case 'effect':
        return this.#effect(message);
      case 'ready':
        return;
    }
  }

  #effect(message: FromLearner & { type: 'effect' }): void {
    const { name, history } = this.#part!;
    const answer = (answer: ToLearner) => this.#send(answer);
    const args = this.#decode(message.arguments) as unknown[];
    this.#answerEffect(
      new Effect({ ...message, arguments: args }, { process: name, call: ++this.#effects, history, answer }),
    );
  }

  #earlyEnd(how: string): LearnerProblem {
    if (!this.#uncaught) return new LearnerProblem('exited-early', [{ actor: 'you', text: `the process ${how}` }]);
    const { error, origin } = this.#uncaught;
    const kind = origin === 'unhandledRejection' ? 'a rejection that nobody handled' : 'an error that nobody caught';
    return new LearnerProblem('crashed', [
      { actor: 'you', text: `${kind}: ${describeError(error)}` },
      { actor: 'you', text: `the process ${how}` },
    ]);
  }

  #decode(value: unknown): unknown {
    return revive(
      value,
      (functionId, name) =>
        (...args) =>
          this.#ask(`${name}()`, (id) => ({
            type: 'callFunction',
            id,
            functionId,
            arguments: args.map((arg) => this.#addressed(arg)),
          })),
    );
  }

  #addressed(value: unknown): unknown {
    return withBrokers(value, this.lane.addresses);
  }
}

function describeError({ name, message, stack }: EncodedError): string {
  return `${name}: ${message.split('\n')[0]}${placeIn(stack)}`;
}
