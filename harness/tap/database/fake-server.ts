import { once } from 'node:events';
import net from 'node:net';
import { onTestFinished } from 'vitest';
import { eventually } from '../../broker/eventually.ts';
import type { DatabaseDetails } from '../../history/events.ts';
import { DatabaseLane } from './database-lane.ts';
import { type Packet, PacketSplitter, packetOf } from './packets.ts';
import { greeting, handshakeResponse, ok, packets, query } from './written-packets.ts';

/** What a fake server says to a command; nothing, where it is silent. */
export type OnCommand = (payload: Buffer, socket: net.Socket) => Buffer[] | undefined;

/** For unit tests: a database on 127.0.0.1 that lets everybody in and says to each command what the test says. Ends with the test. */
export class FakeServer {
  readonly sockets: net.Socket[] = [];
  /** The commands so far, without their first byte, in their order over all connections. */
  readonly seen: string[] = [];
  port = 0;
  readonly #onCommand: OnCommand;
  readonly #capabilities: number;
  readonly #server = net.createServer((socket) => this.#welcome(socket));

  private constructor(onCommand: OnCommand, capabilities: number) {
    this.#onCommand = onCommand;
    this.#capabilities = capabilities;
  }

  static async start(onCommand: OnCommand = () => [ok(1)], { capabilities = 1 } = {}): Promise<FakeServer> {
    const server = new FakeServer(onCommand, capabilities);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    server.port = (server.#server.address() as net.AddressInfo).port;
    onTestFinished(() => server.die());
    return server;
  }

  /** Closes its port and all connections. */
  die(): void {
    this.#server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  get openSockets(): number {
    return this.sockets.filter(({ destroyed }) => !destroyed).length;
  }

  #welcome(socket: net.Socket): void {
    const splitter = new PacketSplitter();
    let isLoggedIn = false;
    this.sockets.push(socket);
    socket.on('error', () => {});
    socket.write(packetOf(0, greeting(this.#capabilities)));
    socket.on('data', (chunk) => {
      for (const { payload, sequence, isRest } of splitter.push(chunk)) {
        if (!isLoggedIn) {
          isLoggedIn = true;
          socket.write(packetOf(2, ok()));
        } else if (sequence === 0 && !isRest) this.#take(payload, socket);
      }
    });
  }

  #take(payload: Buffer, socket: net.Socket): void {
    this.seen.push(payload.toString('utf8', 1, 100));
    const said = this.#onCommand(payload, socket);
    if (said) socket.write(packets(said));
  }
}

/** For unit tests: a client that logs in, sends what the test says and keeps what comes back. Ends with the test. */
export class FakeDatabaseClient {
  readonly socket: net.Socket;
  readonly packets: Packet[] = [];
  #isEnded = false;

  private constructor(socket: net.Socket) {
    const splitter = new PacketSplitter();
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk) => this.packets.push(...splitter.push(chunk)));
    socket.on('close', () => {
      this.#isEnded = true;
    });
  }

  /** Whether anybody is there shows later. */
  static connect(port: number): FakeDatabaseClient {
    const client = new FakeDatabaseClient(net.connect(port, '127.0.0.1'));
    onTestFinished(() => void client.socket.destroy());
    return client;
  }

  static async logIn(port: number, capabilities = 0): Promise<FakeDatabaseClient> {
    const client = FakeDatabaseClient.connect(port);
    await client.has(1);
    client.socket.write(packetOf(1, handshakeResponse(capabilities)));
    await client.has(2);
    client.packets.length = 0;
    return client;
  }

  /** One query after another, without waiting. */
  send(...sql: string[]): void {
    for (const each of sql) this.socket.write(packetOf(0, query(each)));
  }

  /** Resolves when that many packets have come since the login. */
  has(count: number): Promise<unknown> {
    return eventually(`${count} packets`, () => this.packets.length >= count, { everyMs: 2 });
  }

  ended(): Promise<unknown> {
    return eventually('the client’s connection ends', () => this.#isEnded, { everyMs: 2 });
  }
}

export interface DatabaseLaneUnderTest {
  lane: DatabaseLane;
  /** What the lane told so far. */
  events: DatabaseDetails[];
  client(capabilities?: number): Promise<FakeDatabaseClient>;
}

/** A lane in front of that server. Ends with the test. */
export async function openDatabaseLane(port: number): Promise<DatabaseLaneUnderTest> {
  const events: DatabaseDetails[] = [];
  const lane = await DatabaseLane.open({
    process: 'you',
    target: { host: '127.0.0.1', port },
    onCommand: (details) => events.push(details),
  });
  onTestFinished(() => lane.close());
  return { lane, events, client: (capabilities) => FakeDatabaseClient.logIn(lane.port, capabilities) };
}

/** Commands and replies as short lines, such as `command INSERT #1`. */
export const told = (events: readonly DatabaseDetails[]): string[] =>
  events.map(({ kind, verb, exchange }) => `${kind} ${verb} #${exchange}`);
