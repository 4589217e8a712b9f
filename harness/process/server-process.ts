import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { identify, type ProcessIdentity } from './identity.ts';

/** How a process ended, in words. */
export type Exit = string;

/** What a process is started with. */
export interface Command {
  program: string;
  args: readonly string[];
  /** Added to this process's own. */
  environment: Readonly<Record<string, string>>;
}

/** A process in the background that writes to a log file. It can be started again after it ended. */
export class ServerProcess {
  readonly logFile: string;
  /** Called when the process ends without having been asked to. */
  onUnexpectedExit: ((how: Exit) => void) | undefined;
  onSpawn: (() => void) | undefined;
  #child: ChildProcess | undefined;
  #expectedToEnd = false;
  #exited: Promise<Exit> = Promise.resolve('was never started');
  #exit: Exit | undefined = 'was never started';

  constructor(logFile: string) {
    this.logFile = logFile;
  }

  /** The pid while it runs. */
  get pid(): number | undefined {
    return this.#exit === undefined ? this.#child?.pid : undefined;
  }

  get identity(): ProcessIdentity | undefined {
    return this.pid === undefined ? undefined : identify(this.pid);
  }

  /** How it ended, or undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  get endedOnPurpose(): boolean {
    return this.#expectedToEnd;
  }

  /** Starts the process as the leader of its own group; what it prints is appended to the log file. */
  spawnCommand({ program, args, environment }: Command): void {
    const log = openSync(this.logFile, 'a');
    const child = spawn(program, args, {
      stdio: ['ignore', log, log],
      detached: true,
      env: { ...process.env, ...environment },
    });
    closeSync(log);
    this.#child = child;
    this.#expectedToEnd = false;
    this.#exit = undefined;
    this.#exited = new Promise((resolve) => {
      const ended = (how: Exit) => {
        if (this.#exit !== undefined) return;
        this.#exit = how;
        resolve(how);
        if (!this.#expectedToEnd) this.onUnexpectedExit?.(how);
      };
      child.once('error', (error) => ended(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) => ended(signal ? `was ended by ${signal}` : `ended with code ${code}`));
    });
    this.onSpawn?.();
  }

  /** Sends a signal that does not end the process. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  /** Sends a signal that ends the process and resolves once it has; after `withinMs` it is killed. */
  async end(signal: 'SIGTERM' | 'SIGKILL', withinMs = 10_000): Promise<void> {
    if (this.#exit !== undefined) return;
    this.#expectedToEnd = true;
    this.#child?.kill(signal);
    const killer = setTimeout(() => this.#child?.kill('SIGKILL'), withinMs);
    await this.#exited;
    clearTimeout(killer);
  }

  /** The end of its log, for an error's page: the lines that tell of errors, where there are any. */
  lastLines(count = 5): string[] {
    const lines = readFileSync(this.logFile, 'utf8').trimEnd().split('\n');
    const errors = lines.filter((line) => /ERROR|FATAL|Exception|Caused by/.test(line));
    return (errors.length > 0 ? errors : lines).slice(-count).map((line) => line.slice(0, 200));
  }
}
