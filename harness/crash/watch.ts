import type { DatabaseDetails, PartitionFacts, WireDetails } from '../history/events.ts';
import type { ApiName } from '../protocol/names.ts';
import { BOUNDARY_APIS, type Census } from './boundary.ts';
import { endsOf, type Ground } from './ground.ts';
import { Polls } from './polls.ts';
import type { Progress } from './progress.ts';
import { quietEnoughMs } from './quiet.ts';
import type { Subject, SubjectEffect } from './subject.ts';

const TICK_MS = 20;
/** Six ticks without anything: a client that fetches ahead is at the end before its handler is. Counted in ticks, since a
 * machine that was held up for a second has not seen a second of quiet. */
const QUIET_TICKS = 6;

/** Follows one process: what it did so far, and whether it has caught up. */
export class Watch {
  readonly #progress: Progress;
  readonly #ground: Ground;
  readonly #apis: readonly ApiName[];
  readonly #position = new Map<number, number>();
  /** Fetches under way. */
  readonly #fetches = new Set<number>();
  /** The offsets of transactions that are not over yet, and the EndTxn requests that would commit them. */
  readonly #inTransaction = new Map<string | undefined, PartitionFacts[]>();
  readonly #commitsUnderWay = new Set<number>();
  readonly #requests = new Map<ApiName, number>();
  readonly #commands: string[] = [];
  readonly #unanswered = new Set<number>();
  readonly #unansweredCommands = new Set<number>();
  readonly #polls = new Polls();
  readonly #pollsUnderWay = new Set<number>();
  readonly #stopListening: (() => void)[];
  #effects = 0;
  #pendingEffects = 0;
  #quietTicks = 0;
  #longestQuietTicks = 0;
  #wasActive = false;
  #isEnded = false;

  /** `handle` decides what happens to an effect; true when the process was told of its end. `apis`: the requests that count. */
  constructor(
    subject: Subject,
    ground: Ground,
    progress: Progress,
    handle: (effect: SubjectEffect) => boolean,
    apis: readonly ApiName[] = BOUNDARY_APIS,
  ) {
    this.#apis = apis;
    this.#ground = ground;
    this.#progress = progress;
    this.#stopListening = [subject.lane.listen((wire) => this.#see(wire))];
    if (subject.databaseLane)
      this.#stopListening.push(subject.databaseLane.listen((details) => this.#seeCommand(details)));
    progress.outdate(); // processes before this one may have worked
    subject.answerEffects((effect) => {
      this.#effects++;
      this.#active();
      if (!handle(effect)) this.#pendingEffects++;
    });
  }

  get census(): Census {
    return { effects: this.#effects, requests: this.#requests, commands: this.#commands };
  }

  /** The longest time without effects, commits or database commands between two of them, in ms; counted from the second effect on. */
  get longestQuietMs(): number {
    return this.#longestQuietTicks * TICK_MS;
  }

  /**
   * Resolves with true when the process has caught up: it fetches at the end of every partition, nothing is left to do,
   * and nothing has happened for a while; with false after `withinMs`. It is false sooner where something is left to do and
   * nothing has happened for longer than `ownWaitMs`, the longest wait of its own that the task allows a program, where
   * that is known.
   */
  async caughtUp(withinMs: number, ownWaitMs?: number): Promise<boolean> {
    const enoughMs = ownWaitMs === undefined ? Number.POSITIVE_INFINITY : quietEnoughMs(ownWaitMs);
    let hasGivenUp = false;
    const isOver = (quietMs: number) => {
      if (this.#isCaughtUp) return quietMs >= QUIET_TICKS * TICK_MS;
      hasGivenUp = quietMs >= enoughMs && this.#isAtRest;
      return hasGivenUp;
    };
    return (await this.until(isOver, withinMs)) && !hasGivenUp;
  }

  /**
   * Resolves with true when `isSo`, asked with the time since the last effect, commit or database command, says so; with
   * false too late, or when the watch has ended. Rejects where the world cannot be asked.
   */
  until(isSo: (quietMs: number) => boolean, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    return new Promise((resolve, reject) => {
      const timer = setInterval(() => {
        try {
          this.#tick();
          const isOver = isSo(this.#quietTicks * TICK_MS);
          if (!isOver && !this.#isEnded && performance.now() < deadline) return;
          resolve(isOver);
        } catch (error) {
          reject(error);
        }
        clearInterval(timer);
      }, TICK_MS);
    });
  }

  end(): void {
    this.#isEnded = true;
    for (const stop of this.#stopListening) stop();
  }

  /** Nothing is left to do, and it says so: it fetches at the end of every partition. */
  get #isCaughtUp(): boolean {
    return this.#owesNothing && this.#progress.isSettled && this.#isAtEnd;
  }

  /** Something is left to do, and it does nothing: it fetches at the end of every partition, or fetches no more. */
  get #isAtRest(): boolean {
    const hasStoppedReading = this.#position.size > 0 && this.#fetches.size === 0;
    return this.#owesNothing && !this.#progress.isSettled && (this.#isAtEnd || hasStoppedReading);
  }

  get #owesNothing(): boolean {
    if (this.#pendingEffects > 0 || this.#unanswered.size > 0 || this.#unansweredCommands.size > 0) return false;
    return this.#progress.isFresh;
  }

  get #isAtEnd(): boolean {
    return [...endsOf(this.#ground)].every(([partition, end]) => (this.#position.get(partition) ?? -1) >= end);
  }

  #tick(): void {
    if (!this.#isEnded) this.#progress.refresh();
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
    if (api === 'Fetch' && kind === 'answer') this.#fetches.delete(exchange);
    if (api === 'Fetch' && kind === 'request') {
      this.#fetches.add(exchange);
      for (const { topic, partition, offset } of partitions)
        if (topic === this.#ground.topic) this.#position.set(partition, offset!);
    }
    if (!this.#apis.includes(api)) return;
    this.#active();
    if (kind === 'request') {
      this.#requests.set(api, (this.#requests.get(api) ?? 0) + 1);
      if (wire.acks !== 0) this.#unanswered.add(exchange);
      if (wire.committed) this.#commitsUnderWay.add(exchange);
      return;
    }
    this.#unanswered.delete(exchange);
    this.#progress.answered();
    if (api === 'OffsetCommit') this.#progress.took(partitions);
    if (api === 'TxnOffsetCommit' || api === 'EndTxn') this.#seeTransaction(wire);
  }

  /** Offsets that are sent in a transaction count when the broker has committed that. */
  #seeTransaction({ api, exchange, transactionalId, partitions = [], errors }: WireDetails): void {
    const offsets = this.#inTransaction.get(transactionalId) ?? [];
    if (api === 'TxnOffsetCommit') {
      this.#inTransaction.set(transactionalId, [...offsets, ...partitions]);
      return;
    }
    const isCommitted = this.#commitsUnderWay.delete(exchange) && !errors;
    if (isCommitted) this.#progress.took(offsets);
    if (!errors) this.#inTransaction.delete(transactionalId);
  }

  #seeCommand(details: DatabaseDetails): void {
    const { kind, silent, exchange, verb, rows } = details;
    if (silent) return;
    const isPoll = kind === 'command' && this.#polls.isPoll(details);
    this.#polls.see(details);
    if (isPoll) {
      this.#pollsUnderWay.add(exchange);
      return;
    }
    if (this.#pollsUnderWay.delete(exchange) && rows === 0) return; // as if nothing had been said
    this.#active();
    if (kind === 'command') {
      this.#commands.push(verb);
      this.#unansweredCommands.add(exchange);
      return;
    }
    this.#unansweredCommands.delete(exchange);
    this.#progress.outdate();
  }
}
