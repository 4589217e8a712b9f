import type { ExpectedRecord, PartitionFacts, WireDetails } from '../history/events.ts';
import { BOUNDARY_APIS, type Census } from './boundary.ts';
import { endsOf, type Ground } from './ground.ts';
import type { Subject, SubjectEffect } from './subject.ts';

const TICK_MS = 20;
/** Six ticks without anything: a client that fetches ahead is at the end before its handler is. Counted in ticks, since a
 * machine that was held up for a second has not seen a second of quiet. */
const QUIET_TICKS = 6;

/** What all processes of one ground have done together. */
export class Progress {
  readonly #ground: Ground;
  readonly done = new Set<string>();
  readonly committed = new Map<number, number>();

  constructor(ground: Ground) {
    this.#ground = ground;
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
}

/** Follows one process: what it did so far, and whether it has caught up. */
export class Watch {
  readonly #progress: Progress;
  readonly #ground: Ground;
  readonly #position = new Map<number, number>();
  readonly #requests = new Map<string, number>();
  readonly #unanswered = new Set<number>();
  readonly #stopListening: () => void;
  #effects = 0;
  #pendingEffects = 0;
  #quietTicks = 0;
  #longestQuietTicks = 0;
  #wasActive = false;

  /** `handle` decides what happens to an effect; true when the process was told of its end. */
  constructor(subject: Subject, ground: Ground, progress: Progress, handle: (effect: SubjectEffect) => boolean) {
    this.#ground = ground;
    this.#progress = progress;
    this.#stopListening = subject.lane.listen((wire) => this.#see(wire));
    subject.answerEffects((effect) => {
      this.#effects++;
      this.#active();
      if (!handle(effect)) this.#pendingEffects++;
    });
  }

  get census(): Census {
    return { effects: this.#effects, requests: this.#requests };
  }

  /** The longest time without effects or commits between two of them, in ms. */
  get longestQuietMs(): number {
    return this.#longestQuietTicks * TICK_MS;
  }

  /**
   * Resolves with true when the process has caught up: it fetches at the end of every partition, nothing is left to do,
   * and nothing has happened for a while; with false after `withinMs`.
   */
  caughtUp(withinMs: number): Promise<boolean> {
    return this.until((quietMs) => this.#isCaughtUp && quietMs >= QUIET_TICKS * TICK_MS, withinMs);
  }

  /** Resolves with true when `isSo`, asked with the time since the last effect or commit, says so; with false too late. */
  until(isSo: (quietMs: number) => boolean, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        this.#tick();
        const isOver = isSo(this.#quietTicks * TICK_MS);
        if (!isOver && performance.now() < deadline) return;
        clearInterval(timer);
        resolve(isOver);
      }, TICK_MS);
    });
  }

  end(): void {
    this.#stopListening();
  }

  get #isCaughtUp(): boolean {
    if (this.#pendingEffects > 0 || this.#unanswered.size > 0 || !this.#progress.isSettled) return false;
    return [...endsOf(this.#ground)].every(([partition, end]) => (this.#position.get(partition) ?? -1) >= end);
  }

  #tick(): void {
    if (this.#wasActive) {
      if (this.#effects > 1) this.#longestQuietTicks = Math.max(this.#longestQuietTicks, this.#quietTicks);
      this.#quietTicks = 0;
    } else this.#quietTicks++;
    this.#wasActive = false;
  }

  #active(): void {
    this.#wasActive = true;
  }

  #see(wire: WireDetails): void {
    const { api, kind, exchange, partitions = [] } = wire;
    if (api === 'Fetch' && kind === 'request')
      for (const { topic, partition, offset } of partitions)
        if (topic === this.#ground.topic) this.#position.set(partition, offset!);
    if (!(BOUNDARY_APIS as readonly string[]).includes(api)) return;
    this.#active();
    if (kind === 'request') {
      this.#requests.set(api, (this.#requests.get(api) ?? 0) + 1);
      if (wire.acks !== 0) this.#unanswered.add(exchange);
      return;
    }
    this.#unanswered.delete(exchange);
    if (api === 'OffsetCommit') this.#progress.took(partitions);
  }
}
