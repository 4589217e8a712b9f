import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { compiledHost } from './compile-host.ts';
import { spawnHost } from './spawn-host.ts';

/** So many checks of a lab come before its crash points. A process that waits takes about 50 MB. */
const COUNT = 6;

/**
 * Learner processes for a run that is still to begin: whoever saves a watched file need not wait for Node. They have loaded
 * nothing of the learner's, and end by themselves when the test thread does.
 */
export class Standby implements Disposable {
  readonly #children: ChildProcess[] = [];
  #isOver = false;

  /** Starts processes that bear the mark of the run with that id, one after the other: nobody waits for them yet. */
  constructor(runId: string) {
    void this.#fill(runId).catch(() => {}); // without them a run starts its own, and tells what is wrong
  }

  /** One that is alive and that nobody took, or undefined. */
  take(): ChildProcess | undefined {
    let child = this.#children.shift();
    while (child && !isThere(child)) child = this.#children.shift();
    return child;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    for (const child of this.#children.splice(0)) child.kill('SIGKILL');
  }

  async #fill(runId: string): Promise<void> {
    const host = await compiledHost();
    for (let count = 0; count < COUNT && !this.#isOver; count++) {
      const child = spawnHost({ host, runId, inspect: false });
      child.on('error', () => {}); // it could not be started, and is not there
      this.#children.push(child);
      await Promise.race([once(child, 'message'), once(child, 'exit')]).catch(() => {});
    }
  }
}

const isThere = ({ pid, connected, exitCode, signalCode }: ChildProcess): boolean =>
  pid !== undefined && connected && exitCode === null && signalCode === null;

/** The next run of this thread, which outlives its runs while files are watched. */
let standby: { runId: string; processes: Standby } | undefined;

/** Starts processes for the run with that id, which comes next in this thread. */
export function standBy(runId: string): void {
  standby?.processes[Symbol.dispose]();
  standby = { runId, processes: new Standby(runId) };
}

/** The processes that were started for that run, if any: from now on the caller's. */
export function takeStandby(runId: string): Standby | undefined {
  if (standby?.runId !== runId) return undefined;
  const { processes } = standby;
  standby = undefined;
  return processes;
}
