import { createVitest, type Vitest } from 'vitest/node';
import type { ProvidedRun } from '../course/provided-run.ts';
import { courseRoot } from '../paths.ts';
import { type CheckListener, CheckReporter } from './check-reporter.ts';
import type { CheckVerdict } from './verdict.ts';

/** So many checks of a lab whose `lab.ts` says `sideBySide` run at a time. More would only wait for two cores. */
const SIDE_BY_SIDE = 3;

/**
 * A resident Vitest that runs lab tests, one file at a time, in a worker thread: it dies with this process, which a forked
 * worker does not. Opening costs about half a second, a further run little.
 */
export class VitestSession implements AsyncDisposable {
  readonly #vitest: Vitest;
  readonly #reporter: CheckReporter;

  private constructor(vitest: Vitest, reporter: CheckReporter) {
    this.#vitest = vitest;
    this.#reporter = reporter;
  }

  static async open(): Promise<VitestSession> {
    const reporter = new CheckReporter();
    const vitest = await createVitest(
      'test',
      {
        config: false,
        root: courseRoot,
        include: ['labs/*/*.test.ts'],
        watch: false,
        pool: 'threads',
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
    return new VitestSession(vitest, reporter);
  }

  /** Runs one lab's test file. Throws what the file itself threw: that is a bug of the course. */
  async run(testFile: string, provided: ProvidedRun, listener: CheckListener): Promise<CheckVerdict[]> {
    const project = this.#vitest.getRootProject();
    project.provide('labRun', provided);
    this.#reporter.begin(listener);
    // The learner's files are not part of Vitest's graph, and the test file may be edited between runs of one session.
    this.#vitest.invalidateFile(testFile);
    await this.#vitest.runTestSpecifications([project.createSpecification(testFile)], true);
    return this.#reporter.end();
  }

  /** Ends the run that is under way; `run` then resolves with what it had. */
  async cancel(): Promise<void> {
    await this.#vitest.cancelCurrentRun('keyboard-input');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vitest.close();
    // Vitest marks failed tests as a failed process; here the verdict decides.
    process.exitCode = undefined;
  }
}
