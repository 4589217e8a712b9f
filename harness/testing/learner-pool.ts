import { join } from 'node:path';
import type { ProcessIdentity } from '../process/identity.ts';
import type { CompiledLearner } from './compile.ts';
import { LearnerProcess } from './learner-process.ts';
import type { Standby } from './standby.ts';

export interface LearnerPoolOptions {
  compiled: CompiledLearner;
  runId: string;
  /** Where each process's output goes. */
  folder: string;
  inspect?: boolean;
  /** Processes that were started before the run, and end with the pool. */
  standby?: Standby | undefined;
  register(identity: ProcessIdentity): Promise<unknown>;
}

/**
 * Keeps learner processes started ahead, so that a check need not wait for Node. The learner's files are loaded at the
 * first call only: a process that nobody took has run nothing of theirs.
 */
export class LearnerPool implements AsyncDisposable {
  readonly #options: LearnerPoolOptions;
  readonly #stuckCalls = new Set<string>();
  readonly #spares: Promise<LearnerProcess>[] = [];
  #ahead = 1;
  #started = 0;
  #isClosed = false;

  constructor(options: LearnerPoolOptions) {
    this.#options = options;
    if (options.inspect) this.#ahead = 0; // one debugger at a time
    this.#startSpares();
  }

  /** How many processes are kept started: one, or more for checks that run several at once. */
  set ahead(count: number) {
    if (this.#options.inspect) return;
    this.#ahead = count;
    this.#startSpares();
  }

  /** A process that nobody used. The next one is started at once. */
  async take(): Promise<LearnerProcess> {
    const taken = this.#spares.shift() ?? this.#start();
    this.#startSpares();
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#options.standby?.[Symbol.dispose]();
    await Promise.allSettled(this.#spares.map(async (spare) => (await spare).kill()));
  }

  #startSpares(): void {
    while (!this.#isClosed && this.#spares.length < this.#ahead) {
      const spare = this.#start();
      spare.catch(() => {}); // whoever takes it hears of it
      this.#spares.push(spare);
    }
  }

  #start(): Promise<LearnerProcess> {
    const { folder, standby, ...options } = this.#options;
    const outputPath = join(folder, `process-${++this.#started}.log`);
    return LearnerProcess.start({ ...options, outputPath, stuckCalls: this.#stuckCalls, standby: standby?.take() });
  }
}
