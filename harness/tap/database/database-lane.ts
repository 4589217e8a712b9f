import net from 'node:net';
import type { DatabaseDetails } from '../../history/events.ts';
import type { Address } from '../addresses.ts';
import { type OnBug, type PassingAction, throwIt } from '../rule-book.ts';
import { type AppliedCommandRule, type CommandMatch, CommandRules } from './command-rules.ts';
import { type ConnectionsLane, DatabaseConnection } from './database-connection.ts';

export interface DatabaseLaneOptions {
  /** The learner process that it is for, as histories name it. */
  process: string;
  /** The MySQL or MariaDB server behind it. */
  target: Address;
  /** Told of each command when it has arrived, and of its reply when that is whole, before any rule is applied. */
  onCommand?(details: DatabaseDetails): void;
  /** Takes what a rule's `where`, or a listener, throws; without it, that is thrown where nobody can catch it. */
  onBug?: OnBug;
}

/**
 * The tap between one learner process and one database: a proxy on 127.0.0.1, with rules. Each command is a boundary:
 * before the server has it, and after its whole reply, of which the client has heard nothing yet.
 */
export class DatabaseLane implements ConnectionsLane, AsyncDisposable {
  readonly process: string;
  readonly target: Address;
  /** @internal */
  readonly rules: CommandRules;
  readonly #onBug: OnBug;
  readonly #listeners = new Set<(details: DatabaseDetails) => void>();
  readonly #connections = new Set<DatabaseConnection>();
  readonly #server: net.Server;
  #port = 0;
  #connectionsOpened = 0;
  #exchanges = 0;

  private constructor({ process, target, onCommand, onBug = throwIt }: DatabaseLaneOptions) {
    this.process = process;
    this.#onBug = onBug;
    this.rules = new CommandRules(onBug);
    this.target = target;
    if (onCommand) this.#listeners.add(onCommand);
    this.#server = net.createServer((client) => this.#welcome(client));
  }

  /** The server need not be there yet: a connection to a dead one is cut. */
  static async open(options: DatabaseLaneOptions): Promise<DatabaseLane> {
    const lane = new DatabaseLane(options);
    await new Promise<void>((resolve, reject) => {
      lane.#server.once('error', reject);
      lane.#server.listen(0, '127.0.0.1', resolve);
    });
    lane.#port = (lane.#server.address() as net.AddressInfo).port;
    return lane;
  }

  get port(): number {
    return this.#port;
  }

  /** What a client is given in place of the server's address. */
  get address(): Address {
    return { host: '127.0.0.1', port: this.port };
  }

  /** How many connections were made through it so far. */
  get connectionsOpened(): number {
    return this.#connectionsOpened;
  }

  /** How many connections there are now. */
  get connections(): number {
    return this.#connections.size;
  }

  add(match: CommandMatch, action: PassingAction): AppliedCommandRule {
    return this.rules.add(match, action);
  }

  /** Calls `listener` with each command and reply; returns a function that ends that. */
  listen(listener: (details: DatabaseDetails) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Closes both sides of every connection at once. What is held never goes out. */
  cutAll(): void {
    for (const connection of this.#connections) connection.cut();
  }

  /** The same, for good; resolves when all sockets are closed. */
  async close(): Promise<void> {
    this.rules.clear();
    const listening = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cutAll();
    await Promise.all([...this.#connections].map(({ closed }) => closed));
    await listening;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal */
  nextExchange(): number {
    return ++this.#exchanges;
  }

  /** @internal */
  tell(details: DatabaseDetails): void {
    for (const listener of this.#listeners)
      try {
        listener(details);
      } catch (error) {
        this.#onBug(error);
      }
  }

  #welcome(client: net.Socket): void {
    const connection = new DatabaseConnection(this, client, ++this.#connectionsOpened);
    this.#connections.add(connection);
    connection.closed.then(() => this.#connections.delete(connection));
  }
}
