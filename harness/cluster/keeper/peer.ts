import type net from 'node:net';
import { createInterface } from 'node:readline';
import { asHarnessError, HarnessError } from '../../errors.ts';

type Params = Record<string, unknown>;
type Handler = (method: string, params: Params) => Promise<unknown>;
type Frame =
  | { id: number; method: string; params: Params }
  | { id: number; result: unknown }
  | { id: number; error: ReturnType<HarnessError['toJSON']> & { stack?: string } }
  | { event: string; data: unknown };

/** One end of a keeper's socket: newline-delimited JSON, calls with answers one way, events the other. */
export class Peer {
  onEvent: ((event: string, data: unknown) => void) | undefined;
  onClose: (() => void) | undefined;
  readonly #socket: net.Socket;
  readonly #handler: Handler | undefined;
  readonly #calls = new Map<number, { resolve(result: unknown): void; reject(error: unknown): void }>();
  #nextId = 1;
  #closed = false;

  constructor(socket: net.Socket, handler?: Handler) {
    this.#socket = socket;
    this.#handler = handler;
    createInterface({ input: socket })
      .on('line', (line) => this.#receive(JSON.parse(line) as Frame))
      .on('error', () => {}); // it repeats the socket's, such as ECONNRESET, and would end the process
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#gone());
  }

  /** Calls the other end. Rejects with the HarnessError it answers, or KEEPER_LOST when it goes away first. */
  call<Result>(method: string, params: Params = {}): Promise<Result> {
    if (this.#closed) return Promise.reject(lost());
    const id = this.#nextId++;
    return new Promise<Result>((resolve, reject) => {
      this.#calls.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#send({ id, method, params });
    });
  }

  event(event: string, data: unknown): void {
    this.#send({ event, data });
  }

  close(): void {
    this.#socket.end();
    this.#socket.unref();
  }

  /** Whether this connection alone keeps the process alive. */
  unref(): void {
    this.#socket.unref();
  }

  #send(frame: Frame): void {
    if (!this.#closed) this.#socket.write(`${JSON.stringify(frame)}\n`);
  }

  #receive(frame: Frame): void {
    if ('event' in frame) return this.onEvent?.(frame.event, frame.data);
    if ('method' in frame) return void this.#answer(frame.id, frame.method, frame.params);
    const call = this.#calls.get(frame.id);
    this.#calls.delete(frame.id);
    if ('error' in frame) {
      const error = HarnessError.fromJSON(frame.error);
      if (frame.error.stack) error.stack = frame.error.stack;
      call?.reject(error);
    } else call?.resolve(frame.result);
  }

  async #answer(id: number, method: string, params: Params): Promise<void> {
    try {
      this.#send({ id, result: (await this.#handler!(method, params)) ?? null });
    } catch (thrown) {
      const error = asHarnessError(thrown);
      const stack = error.code === 'HARNESS_BUG' ? (error.cause as Error | undefined)?.stack : undefined;
      this.#send({ id, error: { ...error.toJSON(), ...(stack ? { stack } : {}) } });
    }
  }

  #gone(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { reject } of this.#calls.values()) reject(lost());
    this.#calls.clear();
    this.onClose?.();
  }
}

function lost(): HarnessError {
  return new HarnessError({
    code: 'KEEPER_LOST',
    what: 'The keeper, which owns the running cluster, went away.',
    why: 'Its connection closed before it answered: it was killed, or it crashed.',
    next: 'Run the command again; it clears what was left and starts a new one. The keeper’s log is .labs/logs/keeper.log.',
  });
}
