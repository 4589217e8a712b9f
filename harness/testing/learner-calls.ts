import type { FromLearner, ToLearner } from '../learner-host/messages.ts';
import { describeError, LearnerError } from './learner-error.ts';
import { LearnerProblem } from './learner-problem.ts';
import { revive, type Ways, withAddresses } from './remote-values.ts';

/** A call into the learner's code that takes longer is judged: stuck, or busy for ever. */
const CALL_DEADLINE_MS = 15_000;
/** A function that was stuck in an earlier check gets this long: nobody waits six times for the same endless loop. */
const STUCK_BEFORE_DEADLINE_MS = 2_000;
/** An idle Node process answers a ping within a millisecond; a busy machine may take a second. */
const PING_DEADLINE_MS = 3_000;
/** The longest time that a timer can wait: 24 days. */
const NO_DEADLINE_MS = 2 ** 31 - 1;

/** The process that is called, as far as its calls need to know it: what it can reach, and what ends all calls. */
interface Called extends Ways {
  readonly problem: Promise<never>;
}

/** The calls into a learner process that are under way, each with its deadline. */
export class LearnerCalls {
  /** How long a call may take before it counts as stuck. */
  withinMs = CALL_DEADLINE_MS;
  readonly #called: Called;
  readonly #send: (message: ToLearner) => void;
  readonly #stuckBefore: Set<string>;
  readonly #answers = new Map<number, { resolve(message: FromLearner): void; reject(reason: Error): void }>();
  #nextId = 1;
  #ended: Error | undefined;

  /** `stuckBefore`: functions whose calls did not settle in this run so far; added to. */
  constructor(called: Called, send: (message: ToLearner) => void, stuckBefore: Set<string>) {
    this.#called = called;
    this.#send = send;
    this.#stuckBefore = stuckBefore;
  }

  /**
   * Calls what a compiled file exports. Throws LearnerError where the code threw, and LearnerProblem where it cannot be
   * called or does not answer.
   */
  call(file: string, name: string, args: readonly unknown[]): Promise<unknown> {
    return this.#ask(`${name}()`, (id) => ({ type: 'call', id, file, name, arguments: this.#encode(args) }));
  }

  /** A value that came from the process; functions in it can be called in turn. */
  decode(value: unknown): unknown {
    return revive(
      value,
      (functionId, name) =>
        (...args) =>
          this.#ask(`${name}()`, (id) => ({ type: 'callFunction', id, functionId, arguments: this.#encode(args) })),
    );
  }

  /** From now on calls have all the time they need: somebody sits at a debugger. */
  haveNoDeadline(): void {
    this.withinMs = NO_DEADLINE_MS;
  }

  /** Whether the event loop of the process comes round. */
  async answersPing(): Promise<boolean> {
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

  /** An answer has come. */
  take(message: FromLearner & { id: number }): void {
    this.#answers.get(message.id)?.resolve(message);
    this.#answers.delete(message.id);
  }

  /** No answer will come any more. */
  end(problem: Error): void {
    this.#ended = problem;
    for (const { reject } of this.#answers.values()) reject(problem);
    this.#answers.clear();
  }

  async #ask(what: string, message: (id: number) => ToLearner): Promise<unknown> {
    if (this.#ended) throw this.#ended;
    const id = this.#nextId++;
    const answered = new Promise<FromLearner>((resolve, reject) => this.#answers.set(id, { resolve, reject }));
    this.#send(message(id));
    const answer = await this.#withDeadline(what, Promise.race([answered, this.#called.problem]));
    switch (answer.type) {
      case 'returned':
        return this.decode(answer.value);
      case 'threw':
        throw new LearnerError(answer.error);
      case 'missingExport': {
        const exports = answer.exports.length > 0 ? answer.exports.join(', ') : 'nothing';
        throw new LearnerProblem('missing-export', [{ actor: 'you', said: `export ${exports}, not ${answer.name}` }]);
      }
      case 'notLoaded':
        throw new LearnerProblem('not-loaded', [{ actor: 'you', said: describeError(answer.error) }]);
      default:
        throw new Error(`unexpected answer ${answer.type}`);
    }
  }

  async #withDeadline<T>(what: string, promise: Promise<T>): Promise<T> {
    const withinMs = this.#stuckBefore.has(what) ? STUCK_BEFORE_DEADLINE_MS : this.withinMs;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(async () => {
        const alive = await this.answersPing();
        this.#stuckBefore.add(what);
        const said = `${what} did not settle within ${withinMs / 1000} s; the event loop ${alive ? 'is idle' : 'is blocked'}`;
        reject(new LearnerProblem(alive ? 'never-settled' : 'blocked-event-loop', [{ actor: 'you', said }]));
      }, withinMs);
    });
    return Promise.race([promise, tooLate]).finally(() => clearTimeout(timer));
  }

  #encode(args: readonly unknown[]): unknown[] {
    return args.map((arg) => withAddresses(arg, this.#called));
  }
}
