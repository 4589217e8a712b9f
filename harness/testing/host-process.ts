import type { ChildProcess } from 'node:child_process';
import { eventually } from '../broker/eventually.ts';
import type { Exit } from '../crash/subject.ts';
import type { EncodedError, FromLearner, ToLearner } from '../learner-host/messages.ts';
import { identify, isStopped, killGroup, type ProcessIdentity } from '../process/identity.ts';
import { describeError } from './learner-error.ts';
import { LearnerProblem } from './learner-problem.ts';
import { ProcessOutput } from './process-output.ts';
import { spawnHost } from './spawn-host.ts';

/** What a process printed just before its end is in its pipes and read within this time. */
const LAST_OUTPUT_WITHIN_MS = 500;

export interface HostProcessOptions {
  host: string;
  runId: string;
  inspect: boolean;
  outputPath: string;
  /** A process of that run's that was started before and has loaded nothing yet; otherwise one is started. */
  standby?: ChildProcess | undefined;
  /** Told what the program says, but for its log and what nobody caught. */
  onMessage(message: FromLearner): void;
  /** Told of its end, once all that it said before was told. */
  onEnd(exit: Exit): void;
}

/** The operating system's process under a learner's program: what it says and prints, and how it ends. */
export class HostProcess {
  readonly identity: ProcessIdentity | undefined;
  readonly output: ProcessOutput;
  /** Resolves when it has ended and `onEnd` was told. */
  readonly ended: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #onMessage: (message: FromLearner) => void;
  #uncaught: { error: EncodedError; origin: string } | undefined;
  #exit: Exit | undefined;

  constructor({ host, runId, inspect, outputPath, standby, onMessage, onEnd }: HostProcessOptions) {
    this.output = new ProcessOutput(outputPath);
    this.#onMessage = onMessage;
    this.#child = standby ?? spawnHost({ host, runId, inspect });
    this.identity = identify(this.#child.pid!);
    this.output.drain(this.#child.stdout!);
    this.output.drain(this.#child.stderr!);
    this.#child.on('message', (message: FromLearner) => this.#receive(message));
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
        this.#exit = { code, signal, how, uncaught: this.#uncaught && describeError(this.#uncaught.error) };
        this.output.close();
        onEnd(this.#exit);
        resolve(this.#exit);
      });
    });
    // A child of its own may hold its output open for hours: `close`, which waits for that, is helped along.
    this.#child.once('exit', () => setTimeout(() => this.#letGoOfOutput(), LAST_OUTPUT_WITHIN_MS).unref());
  }

  /** How it ended; undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Resolves with how it ended, or with undefined after `withinMs`. */
  async endsWithin(withinMs: number): Promise<Exit | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), withinMs);
    });
    return Promise.race([this.ended, late]).finally(() => clearTimeout(timer));
  }

  /** Its end as a problem of the program's: an error that nobody caught, or an end that nobody asked for. */
  earlyEnd({ how }: Exit): LearnerProblem {
    const ended = { actor: 'you', said: `the process ${how}` };
    if (!this.#uncaught) return new LearnerProblem('exited-early', [ended]);
    const { error, origin } = this.#uncaught;
    const kind = origin === 'unhandledRejection' ? 'a rejection that nobody handled' : 'an error that nobody caught';
    return new LearnerProblem('crashed', [{ actor: 'you', said: `${kind}: ${describeError(error)}` }, ended]);
  }

  send(message: ToLearner): void {
    if (this.#child.connected) this.#child.send(message, () => {}); // an error here is an exit, told by the exit itself
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** SIGSTOP; resolves when the system says that the process is stopped. */
  async freeze(): Promise<void> {
    const pid = this.#child.pid!;
    this.#child.kill('SIGSTOP');
    await eventually(`process ${pid} is stopped`, () => isStopped(pid), { withinMs: 2_000, everyMs: 1 });
  }

  /** SIGKILL to the process and all that it started; resolves when it has ended and its output is saved. */
  async kill(): Promise<void> {
    if (this.identity) killGroup(this.identity);
    this.#child.kill('SIGKILL');
    this.#letGoOfOutput(); // a grandchild outside of the group may hold it open
    if (!this.#exit) await this.ended;
    await this.output.saved; // the run may be over, and its worker thread gone, before a busy machine writes it
  }

  #receive(message: FromLearner): void {
    if (message.type === 'log') this.output.note(message.text);
    if (message.type === 'uncaught') this.#uncaught = message;
    else this.#onMessage(message);
  }

  #letGoOfOutput(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }
}
