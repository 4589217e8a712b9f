import { once } from 'node:events';
import net from 'node:net';
import { onTestFinished } from 'vitest';
import { eventually } from '../../broker/eventually.ts';
import { type Packet, PacketSplitter, packetOf } from './packets.ts';

const PROTOCOL_41 = 1 << 9;
const SECURE_CONNECTION = 1 << 15;
/** Several statements in one query, and several results of anything. */
const MULTIPLE = (1 << 16) | (1 << 17) | (1 << 18);
const PLUGIN_AUTH = 1 << 19;

/**
 * For tests with a real server: a client that says what the test says, in whatever dialect, as whoever has no password.
 * Ends with the test.
 */
export class RawClient {
  readonly socket: net.Socket;
  /** What came since the login. */
  readonly packets: Packet[] = [];
  readonly #login = new PacketSplitter();

  private constructor(socket: net.Socket) {
    this.socket = socket;
  }

  /** `mariadb`: MariaDB's further capabilities. Throws what the server says to a login that it does not take. */
  static async logIn(port: number, user: string, { capabilities = 0, mariadb = 0 } = {}): Promise<RawClient> {
    const client = new RawClient(net.connect(port, '127.0.0.1'));
    onTestFinished(() => void client.socket.destroy());
    client.socket.on('error', () => {});
    await client.#packet(); // the greeting
    client.socket.write(
      packetOf(1, response(user, PROTOCOL_41 | SECURE_CONNECTION | MULTIPLE | PLUGIN_AUTH | capabilities, mariadb)),
    );
    for (let said = await client.#packet(); said.payload[0] !== 0; said = await client.#packet()) {
      if (said.payload[0] === 0xff) throw new Error(said.payload.toString('utf8', 3));
      client.socket.write(packetOf(said.sequence + 1, Buffer.alloc(0))); // no password, whatever the method
    }
    const replies = new PacketSplitter();
    client.socket.on('data', (chunk) => client.packets.push(...replies.push(chunk)));
    return client;
  }

  /** All of them in one piece: no command waits for the reply to the one before. */
  send(...commands: Buffer[]): void {
    this.socket.write(Buffer.concat(commands.map((command) => packetOf(0, command))));
  }

  /** Resolves with the packets so far once that many have come. */
  async has(count: number): Promise<Packet[]> {
    await eventually(`${count} packets`, () => this.packets.length >= count, { everyMs: 2 });
    return this.packets;
  }

  /** One packet of the login, where each side waits for the other. */
  async #packet(): Promise<Packet> {
    for (;;) {
      const [chunk] = (await once(this.socket, 'data')) as [Buffer];
      const [packet] = this.#login.push(chunk);
      if (packet) return packet;
    }
  }
}

function response(user: string, capabilities: number, mariadb: number): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(capabilities >>> 0, 0);
  head.writeUInt32LE(0x1000000, 4);
  head[8] = 45; // utf8mb4
  head.writeUInt32LE(mariadb >>> 0, 28);
  return Buffer.concat([head, Buffer.from(`${user}\0\0mysql_native_password\0`)]);
}
