import type { DatabaseDetails, EventDetails, HistoryEvent, WireDetails } from '../../history/events.ts';

type Wire = Partial<WireDetails> & Pick<WireDetails, 'api'>;

/** Tells made-up histories, for the tests of what draws them. */
export class Story {
  readonly events: HistoryEvent[] = [];
  #atMs: number;
  #exchanges = 0;

  constructor({ atMs = 0 } = {}) {
    this.#atMs = atMs;
  }

  wait(ms: number): this {
    this.#atMs += ms;
    return this;
  }

  /** Appends an event, one millisecond after the one before, and returns its number. */
  tell(actor: string, text: string, details: EventDetails = { kind: 'note' }): number {
    this.#atMs += 1;
    this.events.push({ n: this.events.length + 1, atMs: this.#atMs, actor, text, details });
    return this.events.length;
  }

  fault(text: string): number {
    return this.tell('harness', text, { kind: 'fault' });
  }

  start(process: string): number {
    return this.tell(process, 'the program is started', { kind: 'start', process });
  }

  exit(process: string, how: string): number {
    return this.tell(process, how, { kind: 'exit', process, how, code: null, signal: null });
  }

  effect(process: string, phase: 'asked' | 'done' | 'failed' | 'unanswered', subject: string, text: string): number {
    return this.tell(process, text, { kind: 'effect', process, name: 'charge', phase, call: 1, subject });
  }

  /** A request, and where `answer` is given its answer; returns the numbers of both. */
  exchange(process: string, wire: Wire, text: string, answer?: string, answered: Partial<WireDetails> = {}): number[] {
    const details = {
      process,
      exchange: ++this.#exchanges,
      connection: 1,
      broker: 1,
      clientId: process,
      version: 5,
      ...wire,
    };
    const numbers = [this.tell(process, text, { ...details, kind: 'request' })];
    if (answer === undefined) return numbers;
    const { partitions: _, ...same } = details;
    return [...numbers, this.wait(2).tell(brokerOf(details), answer, { ...same, ...answered, kind: 'answer' })];
  }

  /** A command to a database, and where `answer` is given its reply; returns the numbers of both. */
  command(process: string, sql: string, answer?: string, replied: Partial<DatabaseDetails> = {}): number[] {
    const verb = sql.split(' ')[0]!;
    const details = { process, exchange: ++this.#exchanges, connection: 1, verb, sql, ...replied };
    const { rows: _, error: __, ...asked } = details;
    const numbers = [this.tell(process, sql, { ...asked, kind: 'command' })];
    if (answer === undefined) return numbers;
    return [...numbers, this.wait(2).tell('database', answer, { ...details, kind: 'reply' })];
  }

  fetch(process: string, offset: number, records: number | undefined, broker = 1): number[] {
    const at = { topic: 'orders', partition: 0 };
    return this.exchange(
      process,
      { api: 'Fetch', broker, partitions: [{ ...at, offset }] },
      `fetches orders-0 from ${offset}`,
      records === undefined
        ? undefined
        : records === 0
          ? 'answers without records'
          : `answers ${records} ${records === 1 ? 'record' : 'records'} of orders-0`,
      { partitions: [{ ...at, offset, records: records ?? 0 }] },
    );
  }

  commit(process: string, offset: number, answer?: string, answered: Partial<WireDetails> = {}, broker = 1): number[] {
    const partitions = [{ topic: 'orders', partition: 0, offset }];
    const wire = { api: 'OffsetCommit', broker, group: 'payments', partitions } as const;
    return this.exchange(process, wire, `commits orders-0 up to ${offset}`, answer, { partitions, ...answered });
  }
}

const brokerOf = ({ broker }: { broker: number | undefined }): string => `broker ${broker ?? '?'}`;
