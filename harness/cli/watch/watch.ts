import { randomUUID } from 'node:crypto';
import { settleRuntime } from '../../cluster/choose-runtime.ts';
import { allLabs, findLab, type Lab } from '../../course/labs.ts';
import { RunCancelledError } from '../../course/run-cancelled.ts';
import { filesOfWork, type Variant } from '../../course/variants.ts';
import { ensureWork } from '../../course/work.ts';
import { asHarnessError } from '../../errors.ts';
import { errorPage } from '../../report/error-page.ts';
import type { NextStep } from '../../report/terminal.ts';
import { nextStep } from '../after-run.ts';
import { diff } from '../commands/diff.ts';
import { hint } from '../commands/hint.ts';
import { lesson } from '../commands/lesson.ts';
import { judge } from '../judge.ts';
import { openSession, type Session, type SessionOptions } from '../session.ts';
import { FileWatcher } from './file-watcher.ts';
import { Keys } from './keys.ts';
import { keysLine, newScreen, watchedLine } from './screen.ts';

export interface Watched {
  lab: Lab;
  task: number | undefined;
  variant: Variant;
  copied: readonly string[];
}

type WatchOptions = SessionOptions & { timings?: boolean; compare?: boolean; force?: boolean };

/** `npm run lab -- 04 --watch`: judges at once and again at each save, until `q` or Ctrl-C. Returns the exit code. */
export async function watch(watched: Watched, options: WatchOptions): Promise<number> {
  const loop = new Watch(watched, options);
  return loop.run();
}

/**
 * A save during a run gives that run up and begins another: what was saved last is judged in any case. Keys that print
 * something (the hint, the lesson, the diff) wait for the run that is under way, and runs wait for them.
 */
class Watch {
  #watched: Watched;
  readonly #options: WatchOptions;
  #session: Session | undefined;
  #files: FileWatcher;
  readonly #keys: Keys;
  #run: AbortController | undefined;
  /** Why the next run is due; undefined while none is. */
  #due: string | undefined = 'a run now, and one at each save';
  /** A key whose answer is still to be printed. */
  #asked: string | undefined;
  #hasPassed = false;
  /** No run of this lab has come to a verdict here. */
  #isFirst = true;
  #nextRunId: string = randomUUID();
  #exitCode: number | undefined;
  #wake: () => void = () => {};

  constructor(watched: Watched, options: WatchOptions) {
    this.#watched = watched;
    this.#options = options;
    this.#files = this.#watchFiles();
    this.#keys = new Keys((key) => this.#press(key));
  }

  async run(): Promise<number> {
    try {
      while (this.#exitCode === undefined) {
        if (this.#due !== undefined) await this.#judge(this.#due);
        else if (this.#asked !== undefined) await this.#answer();
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#keys[Symbol.dispose]();
      this.#files[Symbol.dispose]();
      await this.#session?.[Symbol.asyncDispose]();
    }
    if (this.#exitCode === 130) console.log('\n stopped; your files and what you passed are saved');
    return this.#exitCode;
  }

  #watchFiles(): FileWatcher {
    return new FileWatcher({
      paths: Object.values(this.#watched.variant.files),
      onChange: (names) => this.#again(`saved: ${names.join(', ')}`),
      onMissing: (path) => console.log(`\n ${path} is missing; \`npm run lab -- reset\` makes it anew. Watching on.`),
    });
  }

  /** A run is due, and the one under way is of no use any more. */
  #again(why: string): void {
    this.#due = why;
    this.#run?.abort();
    this.#wake();
  }

  #press(key: string): void {
    switch (key) {
      case 'interrupt':
      case 'q':
      case 'end':
        // Pressed again, it does not wait for what is being ended.
        if (this.#exitCode !== undefined) process.exit(130);
        this.#exitCode = key === 'interrupt' ? 130 : 0;
        this.#run?.abort();
        break;
      case 'r':
        this.#again('again');
        return;
      case 'n':
        this.#run?.abort();
        this.#asked = key;
        break;
      default:
        this.#asked = key;
    }
    this.#wake();
  }

  async #judge(why: string): Promise<void> {
    const { lab, task, variant, copied } = this.#watched;
    newScreen(why);
    this.#due = undefined;
    const run = new AbortController();
    this.#run = run;
    try {
      this.#session ??= await openSession(this.#options);
      const choice = await settleRuntime();
      const { timings, compare, force } = this.#options;
      const series = { runId: this.#nextRunId, next: randomUUID(), isFirst: this.#isFirst };
      this.#nextRunId = series.next;
      const judging = { lab, task, variant, copied, choice, timings, compare, force, series, signal: run.signal };
      const { outcome } = await judge(judging, this.#session);
      this.#hasPassed = outcome === 'passed';
      this.#isFirst = false;
      this.#watched.copied = [];
      this.#tellKeys();
    } catch (thrown) {
      if (!(thrown instanceof RunCancelledError)) await this.#tellError(thrown);
    } finally {
      this.#run = undefined;
    }
  }

  #tellKeys(): void {
    console.log(watchedLine(Object.values(this.#watched.variant.files)));
    console.log(keysLine(this.#keys.isThere));
  }

  /** An error ends the run and not the watching. The keeper may be gone: the next run opens what it needs anew. */
  async #tellError(thrown: unknown): Promise<void> {
    console.error(errorPage(asHarnessError(thrown)));
    const session = this.#session;
    this.#session = undefined;
    await Promise.resolve(session?.[Symbol.asyncDispose]()).catch(() => {});
    this.#tellKeys();
  }

  async #answer(): Promise<void> {
    const key = this.#asked;
    this.#asked = undefined;
    const { lab } = this.#watched;
    this.#keys.pause();
    try {
      if (key === 'h') await hint(lab.name);
      else if (key === 'l') await lesson(lab.name);
      else if (key === 'd') await diff(lab.name, {});
      else if (key === 'n') await this.#goOn();
    } catch (thrown) {
      console.error(errorPage(asHarnessError(thrown)));
    } finally {
      this.#keys.resume();
    }
    if (this.#due === undefined) this.#tellKeys();
  }

  /** After a pass: what is left to pass. Before it: what comes next, in order. */
  async #goOn(): Promise<void> {
    const { lab, task } = this.#watched;
    const next = this.#hasPassed ? await nextStep(lab) : await inOrder(lab, task);
    if (!next) return console.log('\n That was the last lab so far. `npm run lab` lists them all.\n');
    const nextLab = await findLab(next.lab);
    const copied = await ensureWork(nextLab);
    const variant: Variant = { kind: 'work', files: await filesOfWork(nextLab) };
    this.#watched = { lab: nextLab, task: next.task, variant, copied };
    this.#hasPassed = false;
    this.#isFirst = true;
    this.#files[Symbol.dispose]();
    this.#files = this.#watchFiles();
    this.#due = `next: ${next.title}`;
  }
}

async function inOrder(
  lab: Lab,
  task: number | undefined,
): Promise<Pick<NextStep, 'lab' | 'task' | 'title'> | undefined> {
  if (task !== undefined && task < lab.tasks.length) return { lab: lab.name, task: task + 1, title: lab.tasks[task]! };
  const next = (await allLabs()).find(({ name }) => name > lab.name);
  return next && { lab: next.name, title: next.title };
}
