import type { ExpectedRecord, PartitionFacts } from '../history/events.ts';
import type { Ground } from './ground.ts';

/** What all processes of one ground have done together. */
export class Progress {
  readonly #ground: Ground;
  readonly #askWorld: (() => Promise<ReadonlySet<string>>) | undefined;
  /** The subjects of effects that happened, and of work that the world was found to have. */
  readonly done = new Set<string>();
  readonly committed = new Map<number, number>();
  #isStale = false;
  #isAsking = false;
  #failure: { error: unknown } | undefined;

  /** `askWorld`: the subjects whose work the world has, where that is not told by effects. */
  constructor(ground: Ground, askWorld?: () => Promise<ReadonlySet<string>>) {
    this.#ground = ground;
    this.#askWorld = askWorld;
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
    return this.#ground.records.every((record) => this.done.has(record.subject) || this.isCommitted(record));
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
