import { join } from 'node:path';
import type { ProcessIdentity } from '../process/identity.ts';
import type { CompiledLearner } from './compile.ts';
import { LearnerProcess } from './learner-process.ts';

export interface LearnerPoolOptions {
  compiled: CompiledLearner;
  runId: string;
  /** Where each process's output goes. */
  folder: string;
  register(identity: ProcessIdentity): Promise<unknown>;
}

/**
 * Keeps one learner process started ahead, so that a check need not wait for Node. The learner's files are loaded at the
 * first call only: a process that nobody took has run nothing of theirs.
 */
export class LearnerPool implements AsyncDisposable {
  readonly #options: LearnerPoolOptions;
  readonly #stuckCalls = new Set<string>();
  #spare: Promise<LearnerProcess> | undefined;
  #started = 0;
  #isClosed = false;

  constructor(options: LearnerPoolOptions) {
    this.#options = options;
    this.#startSpare();
  }

  /** A process that nobody used. The next one is started at once. */
  async take(): Promise<LearnerProcess> {
    const taken = await (this.#spare ?? this.#start());
    this.#startSpare();
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#spare?.then((learner) => learner.kill()).catch(() => {});
  }

  #startSpare(): void {
    if (this.#isClosed) return;
    this.#spare = this.#start();
    this.#spare.catch(() => {}); // whoever takes it hears of it
  }

  #start(): Promise<LearnerProcess> {
    const { folder, ...options } = this.#options;
    const outputPath = join(folder, `process-${++this.#started}.log`);
    return LearnerProcess.start({ ...options, outputPath, stuckCalls: this.#stuckCalls });
  }
}
