import type { ExpectedRecord, PartitionFacts } from '../history/events.ts';
import type { Ground } from './ground.ts';

/** What all processes of one ground have done together. */
export class Progress {
  readonly #ground: Ground;
  readonly #askWorld: (() => Promise<ReadonlySet<string>>) | undefined;
  readonly #isOverByWorld: boolean;
  readonly #asked = new Map<string, number>();
  /** The subjects of effects that happened, and of work that the world was found to have. */
  readonly done = new Set<string>();
  readonly committed = new Map<number, number>();
  #isStale = false;
  #isAsking = false;
  #failure: { error: unknown } | undefined;

  /**
   * `askWorld`: the subjects whose work the world has, where that is not told by effects. `isOverByWorld`: a commit does
   * not say that a record is over, and requests may change what the world says.
   */
  constructor(ground: Ground, askWorld?: () => Promise<ReadonlySet<string>>, { isOverByWorld = false } = {}) {
    this.#ground = ground;
    this.#askWorld = askWorld;
    this.#isOverByWorld = isOverByWorld;
  }

  /** The record of an effect; undefined where a program acts on something that nobody sent. */
  recordOf(subject: string): ExpectedRecord | undefined {
    return this.#ground.records.find((record) => record.subject === subject);
  }

  isCommitted({ partition, offset }: ExpectedRecord): boolean {
    return (this.committed.get(partition) ?? 0) > offset;
  }

  /** No record is left that anybody will still work off: each is done, or committed and so gone. */
  get isSettled(): boolean {
    const isOver = this.#isOverByWorld ? () => false : (record: ExpectedRecord) => this.isCommitted(record);
    return this.#ground.records.every((record) => this.done.has(record.subject) || isOver(record));
  }

  /** Counts how often an effect on a subject was asked for, this time included. */
  asked(subject: string): number {
    const times = (this.#asked.get(subject) ?? 0) + 1;
    this.#asked.set(subject, times);
    return times;
  }

  /** A broker has answered a request that changes something. */
  answered(): void {
    if (this.#isOverByWorld) this.outdate();
  }

  took(offsets: readonly PartitionFacts[]): void {
    for (const { topic, partition, offset = -1, error } of offsets)
      if (topic === this.#ground.topic && !error) this.committed.set(partition, offset);
  }

  /** The world may have changed: it is asked when `refresh` is called next. */
  outdate(): void {
    this.#isStale = this.#askWorld !== undefined;
  }

  /** Asks the world if it may have changed, unless it is being asked. Throws what it failed with when it was asked before. */
  refresh(): void {
    if (this.#failure) throw this.#failure.error;
    if (!this.#isStale || this.#isAsking) return;
    this.#isStale = false;
    this.#isAsking = true;
    this.#askWorld!()
      .then((subjects) => {
        for (const subject of subjects) this.done.add(subject);
      })
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .finally(() => {
        this.#isAsking = false;
      });
  }

  /** What is known of the world is as new as what processes have told it. */
  get isFresh(): boolean {
    return !this.#isStale && !this.#isAsking;
  }
}
