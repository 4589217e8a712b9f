import type { PartitionFacts, WireDetails } from '../history/events.ts';
import { History } from '../history/history.ts';
import type { Lane } from '../tap/lane.ts';
import { type AppliedRule, type RuleAction, type RuleMatch, Rules } from '../tap/rules.ts';
import type { Ground } from './ground.ts';
import type { Subject, SubjectEffect } from './subject.ts';

/** For unit tests: a ground with the orders a and b in partition 0, and c in partition 1. */
export function orders(number = 1): Ground {
  const topic = `orders.${number}`;
  const record = (subject: string, partition: number, offset: number) => ({ subject, topic, partition, offset });
  return { topic, group: `payments.${number}`, records: [record('a', 0, 0), record('b', 0, 1), record('c', 1, 0)] };
}

/** A lane without sockets; its rules are the real ones. */
export class SimulatedLane {
  readonly #rules = new Rules();
  readonly #listeners = new Set<(details: WireDetails) => void>();
  isClosed = false;

  add(match: RuleMatch, action: RuleAction): AppliedRule {
    return this.#rules.add(match, action);
  }

  listen(listener: (details: WireDetails) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.#rules.clear();
  }

  /** Resolves once it may go on: never, where it is held. */
  pass(details: WireDetails): Promise<void> {
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
  readonly wire = new SimulatedLane();
  readonly lane = this.wire as unknown as Lane;
  readonly problem: Promise<never>;
  /** Ends the process with that problem. */
  fail!: (problem: Error) => void;
  isDead = false;
  readonly #history: History;
  #handler: (effect: SubjectEffect) => void = (effect) => effect.done();
  #exchanges = 0;
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

  /** Acts on the world; resolves when it is told that this happened. */
  act(subject: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.isDead) return;
      const happen = () => this.#history.record(this.name, subject, this.#done(subject));
      const done = () => {
        happen();
        if (!this.isDead) setTimeout(() => this.isDead || resolve(), LATENCY_MS);
      };
      this.#handler({ name: 'charge', subject, call: ++this.#calls, happen, done });
    });
  }

  /** Asks a broker, which does `serve`; resolves when its answer is there. */
  async request(api: string, facts: Partial<WireDetails> = {}, serve: () => Partial<WireDetails> = () => ({})) {
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

  async #pass(details: WireDetails): Promise<void> {
    if (this.isDead) return new Promise(() => {});
    this.#history.record(this.name, `${details.kind} ${details.api}`, details);
    await this.wire.pass(details);
    return this.isDead ? new Promise(() => {}) : undefined;
  }

  #details(api: string, exchange: number): WireDetails {
    const { name: process } = this;
    return { kind: 'request', process, exchange, connection: 1, broker: 1, clientId: null, api, version: 1 };
  }

  #done(subject: string) {
    return { kind: 'effect', process: this.name, name: 'charge', phase: 'done', call: this.#calls, subject } as const;
  }
}
