import {
  type PoolOptions,
  type PoolWorker,
  type ResolvedConfig,
  ThreadsPoolWorker,
  type WorkerRequest,
} from 'vitest/node';

type Listener = (arg: unknown) => void;
type Pool = NonNullable<ResolvedConfig['poolRunner']>;

/** A thread, and whether Vitest has told it how to begin: once is enough. */
interface Kept {
  worker: PoolWorker;
  hasBegun: boolean;
}

/**
 * Keeps one worker thread from run to run, with all that it has loaded. Vitest ends a thread as soon as no further file waits
 * for it; a new one reads the harness again, for as long as a short lab takes.
 */
export class KeptThread implements AsyncDisposable {
  /** For `pool` of Vitest's configuration: https://vitest.dev/guide/advanced/pool */
  readonly pool: Pool = {
    name: 'kept-thread',
    createPoolWorker: (options) => new Turn(this.#takeOr(options), (kept) => this.#keep(kept)),
  };
  readonly #newThread: (options: PoolOptions) => PoolWorker;
  #kept: Kept | undefined;
  readonly #onExit = () => {
    this.#kept = undefined;
  };

  constructor(newThread = (options: PoolOptions): PoolWorker => new ThreadsPoolWorker(options)) {
    this.#newThread = newThread;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#kept?.worker.stop();
    this.#kept = undefined;
  }

  #takeOr(options: PoolOptions): Kept {
    const taken = this.#kept;
    if (!taken) return { worker: this.#newThread(options), hasBegun: false };
    this.#kept = undefined;
    taken.worker.off('exit', this.#onExit);
    return taken;
  }

  async #keep(kept: Kept): Promise<void> {
    if (this.#kept) return kept.worker.stop(); // the next run did not wait for the end of this one, and has its own
    this.#kept = kept;
    kept.worker.on('exit', this.#onExit);
  }
}

/** One run's use of the thread: its begin and its end are answered here, but for the first begin. */
class Turn implements PoolWorker {
  readonly name = 'kept-thread';
  readonly #kept: Kept;
  readonly #giveBack: (kept: Kept) => Promise<void>;
  readonly #listeners: [event: string, listener: Listener][] = [];
  /** What it was asked last is done: a thread in the middle of something is of no use to the next run. */
  #isIdle = false;

  constructor(kept: Kept, giveBack: (kept: Kept) => Promise<void>) {
    this.#kept = kept;
    this.#giveBack = giveBack;
  }

  async start(): Promise<void> {
    if (!this.#kept.hasBegun) await this.#kept.worker.start();
    this.on('message', (message) => this.#hear(message as { type?: string; error?: unknown }));
    this.on('exit', () => {
      this.#isIdle = false;
    });
  }

  on(event: string, listener: Listener): void {
    this.#listeners.push([event, listener]);
    this.#kept.worker.on(event, listener);
  }

  off(event: string, listener: Listener): void {
    this.#kept.worker.off(event, listener);
  }

  send(message: WorkerRequest): void {
    if (message.type === 'start' && this.#kept.hasBegun) this.#answer('started');
    else if (message.type === 'stop') this.#answer('stopped');
    else {
      if (message.type === 'run') this.#isIdle = false;
      this.#kept.worker.send(message);
    }
  }

  /** Vitest expects no listener of its own to be left: with other pools, the thread ends here. */
  async stop(): Promise<void> {
    for (const [event, listener] of this.#listeners) this.off(event, listener);
    if (this.#isIdle) await this.#giveBack(this.#kept);
    else await this.#kept.worker.stop();
  }

  deserialize(data: unknown): unknown {
    return data;
  }

  #hear({ type, error }: { type?: string; error?: unknown }): void {
    if (type === 'started' && error === undefined) this.#kept.hasBegun = true;
    if (type === 'testfileFinished') this.#isIdle = true;
  }

  #answer(type: 'started' | 'stopped'): void {
    const answer = { __vitest_worker_response__: true, type };
    for (const [event, listener] of [...this.#listeners]) if (event === 'message') listener(answer);
  }
}
