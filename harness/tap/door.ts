import net from 'node:net';
import type { Address } from './addresses.ts';

/** How often a dead broker is tried. */
const TRY_EVERY_MS = 50;
/** A loopback connection is made within a millisecond; a frozen broker's kernel makes it too. */
const TRY_FOR_MS = 1_000;

/**
 * A listening port in front of one broker. A dead broker refuses connections, so its door does too: else a client would
 * see a broker that accepts and never answers.
 */
export class Door {
  readonly broker: Address;
  readonly #server: net.Server;
  #port = 0;
  #isClosed = false;
  #looking: Promise<void> | undefined;

  private constructor(broker: Address, welcome: (client: net.Socket, door: Door) => void) {
    this.broker = broker;
    this.#server = net.createServer((client) => welcome(client, this));
  }

  static async open(broker: Address, welcome: (client: net.Socket, door: Door) => void): Promise<Door> {
    const door = new Door(broker, welcome);
    await door.#listen(0);
    door.#port = (door.#server.address() as net.AddressInfo).port;
    return door;
  }

  /** Stays the same while the lane lives, also when the door is shut for a time. */
  get port(): number {
    return this.#port;
  }

  /** Looks whether the broker is alive, after a connection to it was lost; shuts the door until it is. */
  look(): void {
    if (this.#isClosed) return;
    this.#looking ??= this.#shutWhileDead().finally(() => {
      this.#looking = undefined;
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#server.close();
  }

  async #shutWhileDead(): Promise<void> {
    if (await accepts(this.broker)) return;
    if (this.#isClosed) return;
    this.#server.close(); // not awaited: a client that waits for what is held stays connected
    while (!this.#isClosed && !(await accepts(this.broker))) await pause(TRY_EVERY_MS);
    // Another process may have been given the port meanwhile: rare, and tried again until it is free.
    while (!this.#isClosed && !(await this.#listen(this.#port).catch(() => false))) await pause(TRY_EVERY_MS);
    if (this.#isClosed) this.#server.close();
  }

  #listen(port: number): Promise<true> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve(true);
      });
    });
  }
}

function accepts(broker: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(broker);
    const end = (accepted: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(accepted);
    };
    const timer = setTimeout(() => end(false), TRY_FOR_MS);
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref());
