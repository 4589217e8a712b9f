import { findApi } from '../protocol/apis.ts';
import { decodeResponse, encodeRequest, FrameSplitter } from '../protocol/frame.ts';
import type { Message } from '../protocol/types.ts';
import { type Address, type BrokerSocket, connectTo } from './broker-socket.ts';

/** A broker that could not be asked: it refused, hung up or stayed silent. Says nothing about what it did with the request. */
export class BrokerUnreachableError extends Error {
  override readonly name = 'BrokerUnreachableError';
}

export type { Address } from './broker-socket.ts';

/**
 * One TCP connection to one broker, for the harness's own questions. Requests are versioned explicitly: the harness
 * asks the same thing of every broker, whatever newer versions it knows.
 */
export class BrokerConnection {
  readonly #address: Address;
  #socket: BrokerSocket | undefined;
  #nextCorrelationId = 1;
  readonly #pending = new Map<number, { resolve(frame: Buffer): void; reject(cause: Error): void }>();

  constructor(address: Address) {
    this.#address = address;
  }

  /** Sends a request and resolves with the decoded answer. Rejects with BrokerUnreachableError after `timeoutMs`. */
  async request<Answer>(api: string, version: number, body: Message, { timeoutMs = 5_000 } = {}): Promise<Answer> {
    const schema = findApi(api, version);
    if (!schema) throw new Error(`the dumped protocol has no ${api} v${version}`);
    const correlationId = this.#nextCorrelationId++;
    const frame = encodeRequest(schema, correlationId, 'kafka-labs', body);
    const socket = this.#connected();
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(correlationId);
        reject(this.#unreachable(`did not answer ${api} within ${timeoutMs} ms`));
      }, timeoutMs);
      const settle = <T>(then: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(timer);
          then(value);
        };
      };
      this.#pending.set(correlationId, { resolve: settle(resolve), reject: settle(reject) });
      socket.write(frame);
    });
    return decodeResponse(schema, answer).body as Answer;
  }

  close(): void {
    this.#socket?.destroy();
    this.#fail(this.#unreachable('was left by close()'));
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #connected(): BrokerSocket {
    if (this.#socket && !this.#socket.destroyed) return this.#socket;
    // The old one's “close” may be still to come, and must then leave the next one's requests alone.
    this.#fail(this.#unreachable('closed the connection'));
    const socket = connectTo(this.#address);
    socket.setNoDelay(true);
    const frames = new FrameSplitter();
    socket.on('data', (chunk) => {
      try {
        for (const frame of frames.push(chunk)) {
          const correlationId = frame.readInt32BE(4);
          this.#pending.get(correlationId)?.resolve(frame);
          this.#pending.delete(correlationId);
        }
      } catch (notKafka) {
        socket.destroy(notKafka as Error);
      }
    });
    const lost = (what: string, cause?: Error) => {
      if (this.#socket === socket) this.#fail(this.#unreachable(what, cause));
    };
    socket.on('error', (cause) => lost(cause.message, cause));
    socket.on('close', () => lost('closed the connection'));
    this.#socket = socket;
    return socket;
  }

  #unreachable(what: string, cause?: Error): BrokerUnreachableError {
    return new BrokerUnreachableError(`${this.#address.host}:${this.#address.port} ${what}`, { cause });
  }

  #fail(cause: Error): void {
    for (const { reject } of this.#pending.values()) reject(cause);
    this.#pending.clear();
  }
}
