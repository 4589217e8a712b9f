import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { CheckVerdict } from './verdict.ts';

/** Told of each check as it begins and ends. */
export interface CheckListener {
  onStart?(title: string): unknown;
  onCheck?(check: CheckVerdict): unknown;
}

/** Tells of checks in the order of the test file, also of those that run side by side. */
export class CheckReporter implements Reporter {
  #listener: CheckListener = {};
  #checks: CheckVerdict[] = [];
  /** The checks that were not told of yet, in the order of the file. */
  #awaited: string[] = [];
  /** What came of a check, or nothing where it was skipped. */
  readonly #decided = new Map<string, CheckVerdict | undefined>();
  #errors: Error[] = [];

  begin(listener: CheckListener): void {
    this.#listener = listener;
    this.#checks = [];
    this.#awaited = [];
    this.#decided.clear();
    this.#errors = [];
  }

  end(): CheckVerdict[] {
    const [error] = this.#errors;
    if (error) throw error;
    // A run that was cut off has decided some behind one that it has not.
    this.#awaited = this.#awaited.filter((title) => this.#decided.has(title));
    this.#tell();
    return this.#checks;
  }

  onTestModuleCollected(module: TestModule): void {
    this.#awaited = [...module.children.allTests()].map(({ name }) => name);
  }

  onTestCaseReady(test: TestCase): void {
    this.#listener.onStart?.(test.name);
  }

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state === 'skipped') return this.#decide(test.name, undefined);
    const report = test.meta().lab;
    const durationMs = Math.round(test.diagnostic()?.duration ?? 0);
    const check: CheckVerdict = report
      ? { title: test.name, ...report, durationMs }
      : {
          title: test.name,
          task: 1,
          level: 'core',
          outcome: 'harness-error',
          reason: errors?.[0]?.stack ?? errors?.[0]?.message ?? 'the check ended without a report',
          durationMs,
        };
    this.#decide(test.name, check);
  }

  #decide(title: string, check: CheckVerdict | undefined): void {
    this.#decided.set(title, check);
    this.#tell();
  }

  #tell(): void {
    for (let [title] = this.#awaited; title !== undefined && this.#decided.has(title); [title] = this.#awaited) {
      this.#awaited.shift();
      const check = this.#decided.get(title);
      if (!check) continue;
      this.#checks.push(check);
      this.#listener.onCheck?.(check);
    }
  }

  onTestModuleEnd(module: TestModule): void {
    for (const { message, stack, ...rest } of module.errors())
      this.#errors.push(Object.assign(new Error(message), rest, stack ? { stack } : {}));
  }

  onTestRunEnd(_modules: readonly TestModule[], unhandled: readonly { message: string; stack?: string }[]): void {
    for (const { message, stack } of unhandled)
      this.#errors.push(Object.assign(new Error(message), stack ? { stack } : {}));
  }
}
