import { once } from 'node:events';
import net from 'node:net';
import { onTestFinished } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import { decodeRequest, encodeResponse, FrameSplitter, type RequestFrame } from '../protocol/frame.ts';
import type { Message } from '../protocol/types.ts';

/** What a fake broker does with a request. */
export type OnRequest = (request: RequestFrame, socket: net.Socket) => void;

/** Answers with this body, or with one whose every field is zero. */
export const answering =
  (body: Message = {}): OnRequest =>
  ({ api, correlationId, body: asked }, socket) => {
    if (api && !(api.name === 'Produce' && asked!.acks === 0)) socket.write(encodeResponse(api, correlationId, body));
  };

export const silent: OnRequest = () => {};

/** For unit tests: a broker on 127.0.0.1 that does with each request what the test says. Ends with the test. */
export class FakeBroker {
  /** The requests that were understood. */
  readonly requests: RequestFrame[] = [];
  readonly sockets: net.Socket[] = [];
  port = 0;
  onRequest: OnRequest;
  readonly #chunks = new Map<net.Socket, Buffer[]>();
  #server = net.createServer();

  private constructor(onRequest: OnRequest) {
    this.onRequest = onRequest;
  }

  static async start(onRequest: OnRequest = answering()): Promise<FakeBroker> {
    const broker = new FakeBroker(onRequest);
    await broker.listen();
    onTestFinished(() => broker.die());
    return broker;
  }

  /** Also after its death, at the port that it had. */
  async listen(): Promise<void> {
    this.#server = net.createServer((socket) => this.#welcome(socket)).listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as net.AddressInfo).port;
  }

  /** Closes its port and all connections. */
  die(): void {
    this.#server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** The connection that was made as the how-manieth, from 0, once it was. */
  socket(index = 0): Promise<net.Socket> {
    return eventually(`connection ${index} to the broker`, () => this.sockets[index]);
  }

  get openSockets(): number {
    return this.sockets.filter(({ destroyed }) => !destroyed).length;
  }

  /** All bytes that came over a connection. */
  received(index = 0): Buffer {
    return Buffer.concat(this.#chunks.get(this.sockets[index]!) ?? []);
  }

  /** The client ids of the requests so far, which tests use as names for them. */
  get seen(): (string | null)[] {
    return this.requests.map(({ clientId }) => clientId);
  }

  #welcome(socket: net.Socket): void {
    const chunks: Buffer[] = [];
    let frames: FrameSplitter | undefined = new FrameSplitter();
    this.#chunks.set(socket, chunks);
    this.sockets.push(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      try {
        for (const frame of frames?.push(chunk) ?? []) this.#take(frame, socket);
      } catch {
        frames = undefined; // not Kafka's protocol
      }
    });
  }

  #take(frame: Buffer, socket: net.Socket): void {
    let request: RequestFrame;
    try {
      request = decodeRequest(frame);
    } catch {
      return;
    }
    this.requests.push(request);
    this.onRequest(request, socket);
  }
}
