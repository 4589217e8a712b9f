import { randomUUID } from 'node:crypto';
import { HarnessError } from '../../errors.ts';
import { findByEnvironment, kill, killGroup, type ProcessIdentity } from '../../process/identity.ts';
import { RUN_MARK } from './api.ts';

export interface Run {
  id: string;
  label: string;
  processes: ProcessIdentity[];
  ended: boolean;
}

/** The keeper that began it was killed and another one has taken its place, or its command has ended. */
function runIsOver(id: string): HarnessError {
  return new HarnessError({
    code: 'KEEPER_LOST',
    what: `The run ${id} is over.`,
    why: 'The keeper that it began with went away and a new one has taken its place, or its command has ended.',
    next: 'Run the command again.',
  });
}

/** One run at a time, in the order they came. A run's learner processes end with it, however it ends. */
export class RunQueue {
  readonly #waiting: { run: Run; start: () => void }[] = [];
  #current: Run | undefined;

  get current(): Run | undefined {
    return this.#current;
  }

  get isRunning(): boolean {
    return this.#current?.ended === false;
  }

  get labels(): { label: string; state: 'running' | 'waiting' }[] {
    const waiting = this.#waiting.map(({ run }) => ({ label: run.label, state: 'waiting' as const }));
    // One that has ended is only being cleared away.
    return this.isRunning ? [{ label: this.#current!.label, state: 'running' }, ...waiting] : waiting;
  }

  /**
   * Resolves when it is this run's turn; `onWait` is told whom it waits for. A command that starts processes for a run before
   * it begins chooses the id that they bear.
   */
  async begin(
    label: string,
    onWait: (forWhat: string) => void,
    onQueued: (run: Run) => void,
    id: string = randomUUID(),
  ): Promise<Run> {
    const run: Run = { id, label, processes: [], ended: false };
    onQueued(run);
    if (this.#current) {
      const { label, ended } = this.#current;
      onWait(ended ? 'a fresh cluster, after the last run broke brokers' : `another run to end: ${label}`);
      await new Promise<void>((start) => this.#waiting.push({ run, start }));
    } else this.#current = run;
    return run;
  }

  /** The current run if it has that id. Throws KEEPER_LOST when it ended meanwhile. */
  find(id: string): Run {
    if (this.#current?.id !== id) throw runIsOver(id);
    return this.#current;
  }

  /** Kills what the run left behind and lets the next one start once `tidy` is done. */
  async end(run: Run, tidy: () => Promise<void>): Promise<void> {
    if (run.ended) return;
    run.ended = true;
    const waiting = this.#waiting.findIndex((entry) => entry.run === run);
    if (waiting >= 0) this.#waiting.splice(waiting, 1)[0]!.start();
    for (const identity of run.processes) killGroup(identity);
    for (const pid of findByEnvironment(RUN_MARK, run.id)) kill(pid, 'SIGKILL');
    if (this.#current !== run) return;
    await tidy().catch(() => {}); // the next run finds out for itself what is fit; it must not wait for ever
    const next = this.#waiting.shift();
    this.#current = next?.run;
    next?.start();
  }
}
