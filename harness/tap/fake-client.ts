import { once } from 'node:events';
import net from 'node:net';
import { onTestFinished } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import type { WireDetails } from '../history/events.ts';
import { type Api, findApi } from '../protocol/apis.ts';
import { decodeResponse, encodeRequest, FrameSplitter } from '../protocol/frame.ts';
import type { Message } from '../protocol/types.ts';
import type { FakeBroker } from './fake-broker.ts';
import { Lane, type LaneOptions } from './lane.ts';

/** For unit tests: a client that sends what the test says and keeps what comes back. Ends with the test. */
export class FakeClient {
  readonly socket: net.Socket;
  /** The correlation ids of the answers so far, in their order. */
  readonly answered: number[] = [];
  /** How the connection ended: `end` in good order, else the error's code. */
  ending: string | undefined;
  readonly #chunks: Buffer[] = [];
  readonly #apis = new Map<number, Api>();
  readonly #answers = new Map<number, Message>();
  #nextCorrelationId = 1;

  private constructor(socket: net.Socket) {
    this.socket = socket;
    const frames = new FrameSplitter();
    let code = 'end';
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      if (this.#apis.size > 0) for (const frame of frames.push(chunk)) this.#take(frame);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code!;
    });
    socket.on('close', () => {
      this.ending = code;
    });
  }

  /** Connects to `host:port`. */
  static async connect(address: string): Promise<FakeClient> {
    const [host, port] = address.split(':');
    const client = new FakeClient(net.connect({ host: host!, port: Number(port) }));
    await once(client.socket, 'connect');
    onTestFinished(() => void client.socket.destroy());
    return client;
  }

  /** Sends a request and returns its correlation id. */
  send(name: string, version: number, body: Message = {}, clientId: string | null = 'shop'): number {
    const correlationId = this.#nextCorrelationId++;
    const api = findApi(name, version)!;
    this.#apis.set(correlationId, api);
    this.socket.write(encodeRequest(api, correlationId, clientId, body));
    return correlationId;
  }

  answer(correlationId: number): Promise<Message> {
    return eventually(`answer ${correlationId}`, () => this.#answers.get(correlationId), { everyMs: 2 });
  }

  ask(name: string, version: number, body: Message = {}, clientId: string | null = 'shop'): Promise<Message> {
    return this.answer(this.send(name, version, body, clientId));
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get receivedBytes(): number {
    return this.#chunks.reduce((sum, { length }) => sum + length, 0);
  }

  /** Resolves with how the connection ended, once it has. */
  ended(): Promise<string> {
    return eventually('the client’s connection ends', () => this.ending);
  }

  #take(frame: Buffer): void {
    const correlationId = frame.readInt32BE(4);
    this.#answers.set(correlationId, decodeResponse(this.#apis.get(correlationId)!, frame).body);
    this.answered.push(correlationId);
  }
}

export interface LaneUnderTest {
  lane: Lane;
  /** What the lane told so far. */
  events: WireDetails[];
  client(broker?: number): Promise<FakeClient>;
}

/** A lane in front of these brokers, whose node ids are 1, 2 and so on. Ends with the test. */
export const openLane = (...brokers: FakeBroker[]): Promise<LaneUnderTest> => openLaneWith({}, ...brokers);

/** The same, with what the lane asks before it gives an answer on. */
export async function openLaneWith(
  options: Pick<LaneOptions, 'untilKnown'>,
  ...brokers: FakeBroker[]
): Promise<LaneUnderTest> {
  const events: WireDetails[] = [];
  const lane = await Lane.open({
    process: 'you',
    brokers: brokers.map(({ port }, index) => ({ id: index + 1, host: '127.0.0.1', port })),
    onWire: (details) => events.push(details),
    ...options,
  });
  onTestFinished(() => lane.close());
  return { lane, events, client: (broker = 1) => FakeClient.connect(lane.addresses[broker - 1]!) };
}

/** Wire events as short lines, such as `request Heartbeat #1`. */
export const told = (events: readonly WireDetails[]): string[] =>
  events.map(({ kind, api, exchange, injected }) => `${kind} ${api} #${exchange}${injected ? ' injected' : ''}`);
