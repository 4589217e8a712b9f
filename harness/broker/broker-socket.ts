import { readFileSync } from 'node:fs';
import net from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import { errorName, findApi } from '../protocol/apis.ts';
import { decodeResponse, encodeRequest, FrameSplitter } from '../protocol/frame.ts';
import type { Message } from '../protocol/types.ts';
import { authenticate } from './sasl.ts';
import { type Security, securityFromEnvironment } from './security.ts';

export interface Address {
  host: string;
  port: number;
}

/** A connection to a broker, or one that is being made; what is written meanwhile goes out once the broker has let us in. */
export type BrokerSocket = Duplex & Pick<net.Socket, 'setNoDelay' | 'resetAndDestroy'>;

/** Connects as KAFKA_LABS_KAFKA_CONFIG says: with TLS, with SASL, with both, or plainly. */
export function connectTo(address: Address, security = securityFromEnvironment()): BrokerSocket {
  return security ? new SecuredSocket(address, security) : net.connect(address);
}

/** Does TLS and SASL before anything else; from then on it is the connection. */
class SecuredSocket extends Duplex {
  readonly #raw: net.Socket;
  #isOpen = false;
  #waiting: (() => void) | undefined;

  constructor(address: Address, { ssl, sasl }: Security) {
    super({ allowHalfOpen: true });
    const ca = typeof ssl === 'object' ? { ca: readFileSync(ssl.ca) } : {};
    const name = net.isIP(address.host) ? {} : { servername: address.host };
    this.#raw = ssl ? tls.connect({ ...address, ...ca, ...name }) : net.connect(address);
    this.#raw.on('error', (error) => this.destroy(error));
    this.#raw.on('close', () => this.destroy());
    this.#raw.once(ssl ? 'secureConnect' : 'connect', () => {
      const letIn = sasl ? logIn(this.#raw, sasl) : Promise.resolve();
      letIn.then(
        () => this.#open(),
        (error: Error) => this.destroy(error),
      );
    });
  }

  setNoDelay(on?: boolean): never {
    this.#raw.setNoDelay(on);
    return this as never;
  }

  resetAndDestroy(): never {
    this.#raw.resetAndDestroy();
    return this as never;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#isOpen) this.#raw.write(chunk, done);
    else this.#waiting = () => this.#raw.write(chunk, done);
  }

  override _final(done: () => void): void {
    if (this.#isOpen) this.#raw.end(done);
    else this.#waiting = () => this.#raw.end(done);
  }

  override _read(): void {
    if (this.#isOpen) this.#raw.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#raw.destroy();
    done(error);
  }

  #open(): void {
    this.#isOpen = true;
    this.#raw.on('data', (chunk: Buffer) => this.push(chunk) || this.#raw.pause());
    this.#raw.on('end', () => this.push(null));
    this.#waiting?.();
    this.emit('connect');
  }
}

/** SaslHandshake, then SaslAuthenticate as often as the mechanism wants. Rejects with what the broker said. */
async function logIn(raw: net.Socket, sasl: NonNullable<Security['sasl']>): Promise<void> {
  const frames = new FrameSplitter();
  const heard: ((frame: Buffer) => void)[] = [];
  let fail: (error: Error) => void = () => {};
  const onData = (chunk: Buffer) => {
    for (const frame of frames.push(chunk)) heard.shift()?.(frame);
  };
  const onClose = () => fail(new Error('the broker hung up instead of an answer to the login'));
  raw.on('data', onData).on('close', onClose);
  let correlationId = 0;
  const ask = async <Answer>(api: string, version: number, body: Message): Promise<Answer> => {
    const schema = findApi(api, version)!;
    const answered = new Promise<Buffer>((resolve, reject) => {
      heard.push(resolve);
      fail = reject;
    });
    raw.write(encodeRequest(schema, ++correlationId, 'kafka-labs', body));
    return decodeResponse(schema, await answered).body as Answer;
  };
  try {
    const mechanism = sasl.mechanism.toUpperCase();
    const handshake = await ask<{ error_code: number; mechanisms: string[] }>('SaslHandshake', 1, { mechanism });
    if (handshake.error_code !== 0)
      throw new Error(
        `the broker does not take ${mechanism}; it offers ${handshake.mechanisms.join(', ') || 'nothing'}`,
      );
    await authenticate(sasl, async (message) => {
      const answer = await ask<SaslAnswer>('SaslAuthenticate', 2, { auth_bytes: message });
      if (answer.error_code === 0) return answer.auth_bytes;
      throw new Error(`the broker refused the login (${errorName(answer.error_code)}): ${answer.error_message ?? ''}`);
    });
  } finally {
    raw.off('data', onData).off('close', onClose);
  }
}

interface SaslAnswer {
  error_code: number;
  error_message: string | null;
  auth_bytes: Buffer;
}
