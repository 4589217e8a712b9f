import type { DatabaseDetails, EventDetails, PartitionFacts, WireDetails } from '../history/events.ts';
import { History } from '../history/history.ts';
import type { ApiName } from '../protocol/names.ts';
import { CommandRules } from '../tap/database/command-rules.ts';
import type { DatabaseLane } from '../tap/database/database-lane.ts';
import type { Lane } from '../tap/lane.ts';
import type { AppliedRule, Match, RuleBook } from '../tap/rule-book.ts';
import { Rules } from '../tap/rules.ts';
import type { Ground } from './ground.ts';
import type { Exit, Subject, SubjectEffect } from './subject.ts';

/** For unit tests: a ground with the orders a and b in partition 0, and c in partition 1. */
export function orders(number = 1): Ground {
  const topic = `orders.${number}`;
  const record = (subject: string, partition: number, offset: number) => ({ subject, topic, partition, offset });
  return { topic, group: `payments.${number}`, records: [record('a', 0, 0), record('b', 0, 1), record('c', 1, 0)] };
}

/** A lane without sockets; its rules are the real ones. */
export class SimulatedLane<Details, M extends Match<Details>, Action> {
  readonly #rules: RuleBook<Details, M, Action>;
  readonly #listeners = new Set<(details: Details) => void>();
  isClosed = false;

  constructor(rules: RuleBook<Details, M, Action>) {
    this.#rules = rules;
  }

  add(match: M, action: Action): AppliedRule<Details> {
    return this.#rules.add(match, action);
  }

  listen(listener: (details: Details) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.#rules.clear();
  }

  /** Resolves once it may go on: never, where it is held. */
  pass(details: Details): Promise<void> {
    const rule = this.#rules.find(details);
    for (const listener of this.#listeners) listener(details);
    return rule ? new Promise((resolve) => rule.applied(details, resolve)) : Promise.resolve();
  }
}

/** How long a simulated broker takes. */
const LATENCY_MS = 2;

/** A process without a process: a program calls what it does by hand, and goes no further once it was killed. */
export class SimulatedSubject implements Subject {
  readonly name: string;
  readonly wire = new SimulatedLane(new Rules());
  readonly lane = this.wire as unknown as Lane;
  readonly database = new SimulatedLane(new CommandRules());
  readonly databaseLane = this.database as unknown as DatabaseLane;
  readonly problem: Promise<never>;
  /** Ends the process with that problem. */
  fail!: (problem: Error) => void;
  isDead = false;
  readonly #history: History;
  #tellExit!: (exit: Exit) => void;
  readonly #ended = new Promise<Exit>((resolve) => {
    this.#tellExit = resolve;
  });
  #handler: (effect: SubjectEffect) => void = (effect) => effect.done();
  #exchanges = 0;
  #commands = 0;
  #calls = 0;

  constructor(name = 'worker', history = new History()) {
    this.name = name;
    this.#history = history;
    this.problem = new Promise((_, reject) => {
      this.fail = reject;
    });
    this.problem.catch(() => {});
  }

  answerEffects(handler: (effect: SubjectEffect) => void): void {
    this.#handler = handler;
  }

  async kill(): Promise<void> {
    this.isDead = true;
  }

  /** What the program does about a signal; without it, the signal ends the process. */
  onSignal: (() => void) | undefined;

  async signal(name: NodeJS.Signals): Promise<void> {
    if (this.onSignal) this.onSignal();
    else this.end({ code: null, signal: name, how: `was ended by ${name}` });
  }

  /** The program ends. */
  end(exit: Exit): void {
    this.isDead = true;
    this.#tellExit(exit);
  }

  exit(withinMs: number): Promise<Exit | undefined> {
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), withinMs));
    return Promise.race([this.#ended, late]);
  }

  /** Acts on the world; resolves when it is told that this happened. */
  act(subject: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.isDead) return;
      const call = ++this.#calls;
      let hasHappened = false; // it does so once, whoever says so how often
      const happen = () => {
        if (!hasHappened) this.#history.record(this.name, subject, this.#done(call, subject));
        hasHappened = true;
      };
      const done = () => {
        happen();
        if (!this.isDead) setTimeout(() => this.isDead || resolve(), LATENCY_MS);
      };
      const fail = (message: string) => {
        if (!this.isDead) setTimeout(() => this.isDead || reject(new Error(message)), LATENCY_MS);
      };
      this.#handler({ name: 'charge', subject, call, happen, done, fail });
    });
  }

  /** Asks a broker, which does `serve`; resolves when its answer is there. */
  async request(api: ApiName, facts: Partial<WireDetails> = {}, serve: () => Partial<WireDetails> = () => ({})) {
    const exchange = ++this.#exchanges;
    await this.#pass({ ...this.#details(api, exchange), ...facts, kind: 'request' });
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    await this.#pass({ ...this.#details(api, exchange), ...facts, ...serve(), kind: 'answer' });
  }

  fetch(topic: string, partition: number, offset: number): Promise<void> {
    return this.request('Fetch', { partitions: [{ topic, partition, offset }] });
  }

  commit(partitions: PartitionFacts[], serve: () => void): Promise<void> {
    return this.request('OffsetCommit', { partitions }, () => {
      serve();
      return {};
    });
  }

  /** Asks the database, which does `serve` and may tell a number of rows; resolves when its reply is there. */
  async command(verb: string, serve: () => unknown = () => {}, more: Partial<DatabaseDetails> = {}): Promise<void> {
    const about = { process: this.name, exchange: ++this.#commands, connection: 1, verb, sql: verb, ...more };
    await this.#passDatabase({ ...about, kind: 'command' });
    if (about.silent) return;
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    const rows = await serve();
    await this.#passDatabase({ ...about, kind: 'reply', ...(typeof rows === 'number' ? { rows } : {}) });
  }

  #pass(details: WireDetails): Promise<void> {
    return this.#through(details, `${details.kind} ${details.api}`, () => this.wire.pass(details));
  }

  #passDatabase(details: DatabaseDetails): Promise<void> {
    return this.#through(details, `${details.kind} ${details.verb}`, () => this.database.pass(details));
  }

  async #through(details: EventDetails, text: string, pass: () => Promise<void>): Promise<void> {
    if (this.isDead) return new Promise(() => {});
    this.#history.record(this.name, text, details);
    await pass();
    return this.isDead ? new Promise(() => {}) : undefined;
  }

  #details(api: ApiName, exchange: number): WireDetails {
    const { name: process } = this;
    return { kind: 'request', process, exchange, connection: 1, broker: 1, clientId: null, api, version: 1 };
  }

  #done(call: number, subject: string) {
    return { kind: 'effect', process: this.name, name: 'charge', phase: 'done', call, subject } as const;
  }
}
