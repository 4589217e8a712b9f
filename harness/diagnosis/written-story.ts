import type {
  DatabaseDetails,
  EffectDetails,
  EventDetails,
  ExpectedRecord,
  HistoryEvent,
  PartitionFacts,
  WireDetails,
} from '../history/events.ts';
import type { ApiName } from '../protocol/names.ts';
import type { Story } from './story.ts';

/** An offset of the topic `orders`, unless `more` names another. */
export const at = (partition: number, offset: number, more: Partial<PartitionFacts> = {}): PartitionFacts => ({
  topic: 'orders',
  partition,
  offset,
  ...more,
});

/** For unit tests: a story written by hand, an event for each call. */
export class WrittenStory implements Story {
  readonly records: ExpectedRecord[] = [];
  readonly events: HistoryEvent[] = [];
  #exchanges = 0;

  /** The subjects of partition 0, of partition 1 and so on of the topic `orders`. */
  constructor(...partitions: string[][]) {
    this.topic('orders', ...partitions);
  }

  /** A further topic. */
  topic(topic: string, ...partitions: string[][]): void {
    for (const [partition, subjects] of partitions.entries())
      this.records.push(...subjects.map((subject, offset) => ({ subject, topic, partition, offset })));
  }

  record(subject: string): ExpectedRecord {
    return this.records.find((record) => record.subject === subject)!;
  }

  effect(phase: EffectDetails['phase'], subject: string, process = 'worker'): HistoryEvent {
    return this.#tell(process, { kind: 'effect', process, name: 'charge', phase, call: 1, subject });
  }

  /** The effect is asked for and happens. */
  work(subject: string, process = 'worker'): [asked: HistoryEvent, done: HistoryEvent] {
    return [this.effect('asked', subject, process), this.effect('done', subject, process)];
  }

  wire(kind: WireDetails['kind'], api: ApiName, partitions: PartitionFacts[], more: Partial<WireDetails> = {}) {
    const { process = 'worker' } = more;
    const errors = partitions.flatMap(({ error }) => error ?? []);
    return this.#tell(kind === 'request' ? process : 'broker 1', {
      kind,
      process,
      exchange: this.#exchanges,
      connection: 1,
      broker: 1,
      clientId: null,
      api,
      version: 1,
      partitions,
      ...(errors.length > 0 ? { errors } : {}),
      ...more,
    });
  }

  /** A commit and its answer, which has the errors that `partitions` name. */
  commit(partitions: PartitionFacts[], more: Partial<WireDetails> = {}): [request: HistoryEvent, answer: HistoryEvent] {
    this.#exchanges++;
    const { injected: _, ...asked } = more;
    const without = partitions.map(({ error: __, ...part }) => part);
    return [
      this.wire('request', 'OffsetCommit', without, asked),
      this.wire('answer', 'OffsetCommit', partitions, more),
    ];
  }

  /** A command to a database and its reply. */
  command(verb: string, more: Partial<DatabaseDetails> = {}): [command: HistoryEvent, reply: HistoryEvent] {
    const about = { process: 'worker', exchange: ++this.#exchanges, connection: 1, verb, sql: verb };
    const { rows: _, error: __, ...asked } = more;
    return [
      this.#tell(about.process, { kind: 'command', ...about, ...asked }),
      this.#tell('database', { kind: 'reply', ...about, ...more }),
    ];
  }

  fault(): HistoryEvent {
    return this.#tell('harness', { kind: 'fault' });
  }

  #tell(actor: string, details: EventDetails): HistoryEvent {
    const n = this.events.length + 1;
    const event = { n, atMs: n * 10, actor, text: details.kind, details };
    this.events.push(event);
    return event;
  }
}
