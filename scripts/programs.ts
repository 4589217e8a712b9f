import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** The programs that a measuring script starts; none outlives it where it calls `killAll` at its end. */
export class Programs {
  readonly #running = new Set<ChildProcess>();

  /** Starts one whose output is read; its input is read where `stdin` is `pipe`, and what it complains of is shown. */
  start(program: string, args: readonly string[], { stdin = 'ignore' as 'ignore' | 'pipe' } = {}): ChildProcess {
    const child = spawn(program, args, { stdio: [stdin, 'pipe', 'inherit'] });
    this.#running.add(child);
    return child;
  }

  /** SIGKILL; resolves when it has ended. */
  async kill(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    this.#running.delete(child);
  }

  /** SIGKILL to all that still run; waits for none. */
  killAll(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }
}
