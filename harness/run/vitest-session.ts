import { createVitest, type Vitest } from 'vitest/node';
import type { ProvidedRun } from '../course/provided-run.ts';
import { cancelChannel } from '../course/run-cancelled.ts';
import { courseRoot } from '../paths.ts';
import { type CheckListener, CheckReporter } from './check-reporter.ts';
import { KeptThread } from './kept-thread.ts';
import type { CheckVerdict } from './verdict.ts';

/** So many checks of a lab whose `lab.ts` says `sideBySide` run at a time. More would only wait for two cores. */
const SIDE_BY_SIDE = 3;

/**
 * A resident Vitest that runs lab tests, one file at a time, in one worker thread: it dies with this process, which a forked
 * worker does not. Opening costs about half a second, a further run little.
 */
export class VitestSession implements AsyncDisposable {
  readonly #vitest: Vitest;
  readonly #reporter: CheckReporter;
  readonly #thread: KeptThread;

  private constructor(vitest: Vitest, reporter: CheckReporter, thread: KeptThread) {
    this.#vitest = vitest;
    this.#reporter = reporter;
    this.#thread = thread;
  }

  static async open(): Promise<VitestSession> {
    const reporter = new CheckReporter();
    const thread = new KeptThread();
    const vitest = await createVitest(
      'test',
      {
        config: false,
        root: courseRoot,
        include: ['labs/*/*.test.ts'],
        watch: false,
        pool: thread.pool,
        maxWorkers: 1,
        isolate: false,
        fileParallelism: false,
        maxConcurrency: SIDE_BY_SIDE,
        disableConsoleIntercept: true,
        reporters: [reporter],
        retry: 0,
        passWithNoTests: true,
        silent: false,
      },
      { logLevel: 'silent', clearScreen: false, cacheDir: 'node_modules/.cache/vite' },
    );
    await vitest.standalone();
    return new VitestSession(vitest, reporter, thread);
  }

  /**
   * Runs one lab's test file. Throws what the file itself threw: that is a bug of the course. Once `signal` is aborted it
   * resolves soon, with what was decided. Vitest's own way to cancel ends the thread with all that it has loaded.
   */
  async run(
    testFile: string,
    provided: ProvidedRun,
    listener: CheckListener,
    signal: AbortSignal,
  ): Promise<CheckVerdict[]> {
    const project = this.#vitest.getRootProject();
    project.provide('labRun', provided);
    this.#reporter.begin(listener);
    // The learner's files are not part of Vitest's graph, and the test file may be edited between runs of one session.
    this.#vitest.invalidateFile(testFile);
    const stopTelling = tellOfCancel(signal, provided.runId);
    await this.#vitest.runTestSpecifications([project.createSpecification(testFile)], true).finally(stopTelling);
    return this.#reporter.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vitest.close();
    await this.#thread[Symbol.asyncDispose]();
    // Vitest marks failed tests as a failed process; here the verdict decides.
    process.exitCode = undefined;
  }
}

const TELL_EVERY_MS = 25;

/** Tells the thread again and again, since it hears nothing before its file is loaded. Returns what ends that. */
function tellOfCancel(signal: AbortSignal, runId: string): () => void {
  const channel = cancelChannel(runId);
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    channel.postMessage('cancel');
    timer = setTimeout(tell, TELL_EVERY_MS);
  };
  if (signal.aborted) tell();
  else signal.addEventListener('abort', tell, { once: true });
  return () => {
    signal.removeEventListener('abort', tell);
    clearTimeout(timer);
    channel.close();
  };
}
