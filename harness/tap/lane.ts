import type net from 'node:net';
import { TopicNames } from '../facts/wire/topic-names.ts';
import type { WireDetails } from '../history/events.ts';
import type { Address } from './addresses.ts';
import { Door } from './door.ts';
import { Relay, type RelaysLane } from './relay.ts';
import { type OnBug, throwIt } from './rule-book.ts';
import { type AppliedRule, type RuleAction, type RuleMatch, Rules } from './rules.ts';

export interface LaneOptions {
  /** The learner process that it is for, as histories name it. */
  process: string;
  brokers: readonly (Address & { id: number })[];
  /** Told of each request and answer when it has arrived, before any rule is applied. */
  onWire?(details: WireDetails): void;
  /**
   * Asked once a broker has answered that it made topics; the client hears that answer when this has resolved. The controller
   * answers before each broker knows of them, and kafkajs's `createTopics` gives up where the broker that it asks next does not.
   */
  untilKnown?(topics: readonly string[]): Promise<void>;
  /** Takes what a rule's `where`, or a listener, throws; without it, that is thrown where nobody can catch it. */
  onBug?: OnBug;
}

/**
 * The tap for one learner process: a proxy on 127.0.0.1 in front of every broker, with rules. It rewrites the addresses in
 * answers, so that a client behind it stays behind it, whichever broker it turns to.
 */
export class Lane implements RelaysLane {
  readonly process: string;
  readonly names = new TopicNames();
  readonly rules: Rules;
  readonly #onBug: OnBug;
  readonly #brokers: LaneOptions['brokers'];
  readonly #doors = new Map<string, Promise<Door>>();
  readonly #opened = new Map<string, Door>();
  readonly #relays = new Set<Relay>();
  readonly #listeners = new Set<(details: WireDetails) => void>();
  /** @internal */
  readonly untilKnown: LaneOptions['untilKnown'];
  #bootstrap: string[] = [];
  #connections = 0;
  #exchanges = 0;
  #isClosed = false;

  private constructor({ process, brokers, onWire, untilKnown, onBug = throwIt }: LaneOptions) {
    this.process = process;
    this.#onBug = onBug;
    this.rules = new Rules(onBug);
    this.untilKnown = untilKnown;
    this.#brokers = brokers;
    if (onWire) this.#listeners.add(onWire);
  }

  static async open(options: LaneOptions): Promise<Lane> {
    const lane = new Lane(options);
    const doors = await Promise.all(options.brokers.map((broker) => lane.doorFor(broker)));
    lane.#bootstrap = doors.map(({ port }) => `127.0.0.1:${port}`);
    return lane;
  }

  /** What a client is given in place of the brokers' addresses. */
  get addresses(): readonly string[] {
    return this.#bootstrap;
  }

  /** How many connections were made through it so far. */
  get connectionsOpened(): number {
    return this.#connections;
  }

  /** The brokers that clients are connected to now, once for each connection. */
  get connections(): string[] {
    return [...this.#relays].map(({ broker }) => `${broker.host}:${broker.port}`);
  }

  add(match: RuleMatch, action: RuleAction): AppliedRule {
    return this.rules.add(match, action);
  }

  /** Calls `listener` with each request and answer; returns a function that ends that. */
  listen(listener: (details: WireDetails) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Closes both sides of every connection. What is held never goes out. */
  cutAll(): void {
    for (const relay of this.#relays) relay.cut();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.rules.clear();
    this.cutAll();
    for (const opening of this.#doors.values()) await opening.then((door) => door.close()).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal The door in front of a broker that is open already. */
  openDoor({ host, port }: Address): Door | undefined {
    return this.#opened.get(`${host}:${port}`);
  }

  /** @internal The door in front of a broker, opened when it is first needed. */
  doorFor({ host, port }: Address): Promise<Door> {
    const key = `${host}:${port}`;
    const known = this.#doors.get(key);
    if (known) return known;
    const opening = Door.open({ host, port }, (client, door) => this.#welcome(client, door));
    this.#doors.set(key, opening);
    opening.then((door) => (this.#isClosed ? door.close() : this.#opened.set(key, door))).catch(() => {});
    return opening;
  }

  /** @internal */
  nextExchange(): number {
    return ++this.#exchanges;
  }

  /** @internal */
  tell(details: WireDetails): void {
    for (const listener of this.#listeners)
      try {
        listener(details);
      } catch (error) {
        this.#onBug(error);
      }
  }

  /** @internal */
  brokerId({ host, port }: Address): number | undefined {
    return this.#brokers.find((broker) => broker.host === host && broker.port === port)?.id;
  }

  #welcome(client: net.Socket, door: Door): void {
    const relay = new Relay(this, door, client, ++this.#connections);
    this.#relays.add(relay);
    relay.onEnd = () => this.#relays.delete(relay);
  }
}
