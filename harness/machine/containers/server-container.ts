import { randomUUID } from 'node:crypto';
import type { GenericContainer, StartedTestContainer } from 'testcontainers';
import { HarnessError } from '../../errors.ts';
import type { Daemon } from './daemon.ts';
import { ownLabels, remove, removeContainers } from './ownership.ts';

type Handle = ReturnType<Daemon['container']['getById']>;

/** Whoever starts a container asks it by itself whether it is ready: a log line or a port that listens proves too little. */
const READY_AT_ONCE = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => READY_AT_ONCE,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => 0,
};

/** A server in a container, as ServerProcess is one in a process. It can be started again after it ended. */
export class ServerContainer {
  readonly name: string;
  readonly started: StartedTestContainer;
  /** Called when the server ends without having been asked to. */
  onUnexpectedExit: ((how: string) => void) | undefined;
  readonly #handle: Handle;
  #exit: string | undefined;
  #expectedToEnd = false;
  #exited!: Promise<void>;

  private constructor(handle: Handle, started: StartedTestContainer) {
    this.#handle = handle;
    this.started = started;
    this.name = started.getName().replace(/^\//, '');
    this.#watch();
  }

  /** Starts a container of an image; it need not be ready yet. Throws CONTAINER_NOT_STARTED. */
  static async start(daemon: Daemon, image: string, container: GenericContainer): Promise<ServerContainer> {
    const labels = { ...ownLabels(), 'kafka-labs.start': randomUUID() };
    const starting = container.withLabels(labels).withWaitStrategy(READY_AT_ONCE).start();
    const started = await starting.catch(async (cause: Error) => {
      // One that was made and not started, say because its port is taken, would stay.
      await removeContainers(daemon, labels).catch(() => {});
      throw notStarted(image, cause);
    });
    return new ServerContainer(daemon.container.getById(started.getId()), started);
  }

  /** How it ended, or undefined while it runs. */
  get exit(): string | undefined {
    return this.#exit;
  }

  /** How it ended, or undefined while it runs: asked of the daemon, whose word of an end may be on its way for long. */
  async lookForEnd(): Promise<string | undefined> {
    if (this.#exit !== undefined) return this.#exit;
    const { State: state } = await this.#handle.inspect().catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404) throw error;
      return { State: { Running: false } };
    });
    if (!state.Running) await this.#exited;
    return this.#exit;
  }

  get endedOnPurpose(): boolean {
    return this.#expectedToEnd;
  }

  /** Resolves once the server has ended; one that does not end by itself within 10 s after SIGTERM is killed. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.#exit !== undefined) return;
    this.#expectedToEnd = true;
    await (signal === 'SIGTERM' ? this.#handle.stop({ t: 10 }) : this.#handle.kill({ signal })).catch(unlessEnded);
    await this.#exited;
  }

  /** Stops all its processes until `resume`; its ports stay open. */
  async freeze(): Promise<void> {
    await this.#handle.pause();
  }

  async resume(): Promise<void> {
    await this.#handle.unpause();
  }

  /** Starts a server that has ended, on its own data. */
  async startAgain(): Promise<void> {
    await this.#handle.start();
    this.#watch();
  }

  /** Puts a file into it, also while it does not run. */
  async put(target: string, content: string): Promise<void> {
    await this.started.copyContentToContainer([{ target, content }]);
  }

  /** The end of what it printed, for an error's page: the lines that tell of errors, where there are any. */
  async lastLines(count = 5): Promise<string[]> {
    const printed = await this.#handle.logs({ stdout: true, stderr: true, tail: 200 }).catch(() => Buffer.alloc(0));
    const lines = textOf(printed).trimEnd().split('\n');
    const errors = lines.filter((line) => /ERROR|FATAL|Exception|Caused by/.test(line));
    return (errors.length > 0 ? errors : lines).slice(-count).map((line) => line.slice(0, 200));
  }

  async dispose(): Promise<void> {
    this.#expectedToEnd = true;
    await remove(this.#handle);
  }

  #watch(): void {
    this.#expectedToEnd = false;
    this.#exit = undefined;
    this.#exited = this.#handle.wait().then(
      ({ StatusCode }: { StatusCode: number }) => this.#ended(`ended with code ${StatusCode}`),
      (error: Error) => this.#ended(`is not known to the daemon any more (${error.message})`),
    );
  }

  #ended(how: string): void {
    this.#exit = how;
    if (!this.#expectedToEnd) this.onUnexpectedExit?.(how);
  }
}

const notStarted = (image: string, cause: Error): HarnessError =>
  new HarnessError({
    code: 'CONTAINER_NOT_STARTED',
    what: `A container of ${image} could not be started.`,
    why: `The container daemon said: ${cause.message}`,
    next: 'Run `npm run lab -- down`, look at `docker ps -a`, and try again; or use `--runtime local`.',
    cause,
  });

/** One that has ended meanwhile cannot be killed, and need not be. */
function unlessEnded(error: { statusCode?: number }): void {
  if (error.statusCode !== 409 && error.statusCode !== 304 && error.statusCode !== 404) throw error;
}

/** Docker's log is in frames: a byte that names the stream, three of nothing, four of length, and the text. */
export function textOf(frames: Buffer): string {
  const texts: string[] = [];
  for (let at = 0; at + 8 <= frames.length; ) {
    const end = at + 8 + frames.readUInt32BE(at + 4);
    texts.push(frames.toString('utf8', at + 8, end));
    at = end;
  }
  return texts.join('');
}
