import { randomUUID } from 'node:crypto';
import { HarnessError } from '../../errors.ts';
import { findByEnvironment, kill, killGroup, type ProcessIdentity } from '../../process/identity.ts';
import { RUN_MARK } from './api.ts';
import { type Claims, fitTogether, type Resource, resourcesOf } from './claims.ts';

export interface Run {
  id: string;
  label: string;
  claims: Claims | undefined;
  processes: ProcessIdentity[];
  ended: boolean;
}

/** How a run is queued, and who hears of it. */
export interface RunBeginning {
  /** Called where the run must wait, with what it waits for. */
  onWait(forWhat: string): void;
  /** Called as soon as the run can be ended. */
  onQueued(run: Run): void;
  /** A command that starts processes for a run before it begins chooses the id that they bear. */
  id?: string | undefined;
  /** What it uses; everything alone, without them. */
  claims?: Claims | undefined;
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

/**
 * One run at a time, in the sequence in which they came; runs of one proof go side by side where their claims fit together.
 * Nobody is overtaken. A run's learner processes end with it, however it ends.
 */
export class RunQueue {
  readonly #waiting: { run: Run; start: () => void }[] = [];
  /** Those that were begun, until what they used is tidy. */
  readonly #underWay = new Set<Run>();
  /** What no further run may use before it was tidied. */
  readonly #closed = new Set<Resource>();

  /** The runs that were begun and have not ended. */
  get running(): readonly Run[] {
    return [...this.#underWay].filter(({ ended }) => !ended);
  }

  get labels(): { label: string; state: 'running' | 'waiting' }[] {
    // One that has ended is only being cleared away.
    return [
      ...this.running.map(({ label }) => ({ label, state: 'running' as const })),
      ...this.#waiting.map(({ run }) => ({ label: run.label, state: 'waiting' as const })),
    ];
  }

  /** Resolves when it is this run's turn. */
  async begin(label: string, { onWait, onQueued, id = randomUUID(), claims }: RunBeginning): Promise<Run> {
    const run: Run = { id, label, claims, processes: [], ended: false };
    onQueued(run);
    if (this.#waiting.length === 0 && this.#mayStart(run)) this.#underWay.add(run);
    else {
      const [before] = this.running;
      onWait(before ? `another run to end: ${before.label}` : 'a fresh cluster, after the last run broke brokers');
      await new Promise<void>((start) => this.#waiting.push({ run, start }));
    }
    return run;
  }

  /** The run under way that has that id. Throws KEEPER_LOST when it ended meanwhile. */
  find(id: string): Run {
    const found = [...this.#underWay].find((run) => run.id === id);
    if (!found) throw runIsOver(id);
    return found;
  }

  /** Whether another run that is under way uses this, too. */
  isUsedBeside(run: Run, resource: Resource): boolean {
    return this.running.some((other) => other !== run && resourcesOf(other.claims).includes(resource));
  }

  /** No further run begins to use this before the last that does has ended, and it was tidied. */
  close(resource: Resource): void {
    this.#closed.add(resource);
  }

  /**
   * Kills what the run left behind, has `tidy` clear what it used and no other uses, and lets the next ones start once that
   * is done.
   */
  async end(run: Run, tidy: (used: readonly Resource[]) => Promise<void>): Promise<void> {
    if (run.ended) return;
    run.ended = true;
    const waiting = this.#waiting.findIndex((entry) => entry.run === run);
    if (waiting >= 0) this.#waiting.splice(waiting, 1)[0]!.start();
    for (const identity of run.processes) killGroup(identity);
    for (const pid of findByEnvironment(RUN_MARK, run.id)) kill(pid, 'SIGKILL');
    if (this.#underWay.has(run)) {
      const free = resourcesOf(run.claims).filter((resource) => !this.isUsedBeside(run, resource));
      // Nobody may begin to use what is being tidied.
      for (const resource of free) this.#closed.add(resource);
      await tidy(free).catch(() => {}); // the next run finds out for itself what is fit; it must not wait for ever
      for (const resource of free) this.#closed.delete(resource);
      this.#underWay.delete(run);
    }
    this.#startWaiting();
  }

  #mayStart(run: Run): boolean {
    if (resourcesOf(run.claims).some((resource) => this.#closed.has(resource))) return false;
    return [...this.#underWay].every((other) => other.ended || fitTogether(run.claims, other.claims));
  }

  #startWaiting(): void {
    for (let next = this.#waiting[0]; next && this.#mayStart(next.run); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#underWay.add(next.run);
      next.start();
    }
  }
}
