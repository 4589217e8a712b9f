import type { DatabaseDetails, EffectDetails, HistoryEvent, PartitionFacts, WireDetails } from '../history/events.ts';
import type { History } from '../history/history.ts';
import { endsOf, type Ground } from './ground.ts';
import { Polls } from './polls.ts';

/** So often it is asked without anything having happened. Asks are counted and not milliseconds: a machine that was held up
 * for a second has not seen a second of quiet. */
const QUIET_ASKS = 8;
/** How often a wait asks its probe, unless it says otherwise. */
const EVERY_MS = 20;
/** What a wait of the program's own may take longer than the task says: a timer that fires late, and the way to the broker. */
const SLACK = 1.5;

/** As long as a program may wait by itself where its task says nothing of a wait: one that looks at its queue once a second. */
const OWN_WAIT_MS = 1_000;

export interface QuietOptions {
  /** The longest wait of its own that the task allows a program, such as a time after which a batch is written; in ms. */
  ownWaitMs?: number;
}

/** How long nothing must have happened before nothing comes any more, in ms. */
export const quietEnoughMs = (ownWaitMs = OWN_WAIT_MS): number => QUIET_ASKS * EVERY_MS + ownWaitMs * SLACK;

/** What clients do all the time, and what brings nothing about. */
const ROUTINE = new Set(['ApiVersions', 'Metadata', 'FindCoordinator', 'Heartbeat']);

/** What programs are to read to its end: the records that lie in a topic's partitions. */
export interface ToRead {
  topic: string;
  /** The end offset of each partition, by its number. */
  ends: ReadonlyMap<number, number>;
}

/** What programs read of a ground: all its records. */
export const toReadOf = (ground: Ground): ToRead => ({ topic: ground.topic, ends: endsOf(ground) });

/**
 * Says of the programs of a check whether they are done, whatever that led to: they fetch at the end of each partition, or
 * fetch no more, owe nothing and are owed nothing (a request, a database command, an effect), and nothing has happened for
 * some time. It is asked
 * again and again, as the probe of a wait is. What has not come by then does not come by itself, unless the program waits for
 * longer than its task allows. The clock alone decides where a program owes something, or does not come to the end.
 */
export class Quiet {
  readonly #history: History;
  readonly #toRead: ToRead | undefined;
  /** Where each process fetches: process and partition → offset. */
  readonly #positions = new Map<string, Map<number, number>>();
  /** What was asked for and not answered: effects, requests, commands. */
  readonly #owed = new Set<string>();
  /** Fetches under way. */
  readonly #fetches = new Set<string>();
  readonly #polls = new Map<string, Polls>();
  readonly #pollsUnderWay = new Set<string>();
  readonly #enough: number;
  #seen = 0;
  #asks = 0;

  /** `toRead`: what they read to its end. Without it they are about to end, and even a fetch is waited for. */
  constructor(history: History, toRead: ToRead | undefined, { ownWaitMs }: QuietOptions = {}) {
    this.#history = history;
    this.#toRead = toRead;
    this.#enough = Math.ceil(quietEnoughMs(ownWaitMs) / EVERY_MS);
  }

  /** To be asked about every 20 ms. */
  isSo(): boolean {
    const { events } = this.#history;
    let wasActive = false;
    for (; this.#seen < events.length; this.#seen++) if (this.#see(events[this.#seen]!)) wasActive = true;
    this.#asks = wasActive || this.#owed.size > 0 || !(this.#isAtEnd || this.#hasStoppedReading) ? 0 : this.#asks + 1;
    return this.#asks >= this.#enough;
  }

  /** It has begun to read, and asks for no more: each of its partitions is paused, or what reads them is over. */
  get #hasStoppedReading(): boolean {
    return this.#positions.size > 0 && this.#fetches.size === 0;
  }

  get #isAtEnd(): boolean {
    const processes = [...this.#positions.values()];
    return [...(this.#toRead?.ends ?? [])].every(([partition, end]) =>
      processes.some((positions) => (positions.get(partition) ?? -1) >= end),
    );
  }

  /** Takes note of an event; true where it is more than routine. */
  #see({ details }: HistoryEvent): boolean {
    switch (details.kind) {
      case 'effect':
        return this.#seeEffect(details);
      case 'request':
      case 'answer':
        return this.#seeWire(details);
      case 'command':
      case 'reply':
        return this.#seeCommand(details);
      case 'exit':
        this.#positions.delete(details.process);
        for (const owed of [this.#owed, this.#fetches])
          for (const each of owed) if (each.startsWith(`${details.process} `)) owed.delete(each);
        return true;
      case 'start':
      case 'crash':
      case 'fault':
        return true;
      default:
        return false; // a note of the check
    }
  }

  #seeEffect({ process, call, phase }: EffectDetails): boolean {
    const name = `${process} effect ${call}`;
    if (phase === 'asked') this.#owed.add(name);
    else this.#owed.delete(name);
    return true;
  }

  #seeWire({ kind, api, process, exchange, acks, partitions = [] }: WireDetails): boolean {
    if (api === 'Fetch' && this.#toRead) {
      this.#seeFetch(kind, `${process} ${exchange}`);
      if (kind === 'answer') return bringsRecords(partitions);
      const positions = this.#positions.get(process) ?? new Map<number, number>();
      this.#positions.set(process, positions);
      for (const { topic, partition, offset = -1 } of partitions)
        if (topic === this.#toRead?.topic) positions.set(partition, offset);
      return false;
    }
    const name = `${process} request ${exchange}`;
    if (kind === 'answer') this.#owed.delete(name);
    else if (acks !== 0) this.#owed.add(name);
    return api === 'Fetch' ? bringsRecords(partitions) : !ROUTINE.has(api);
  }

  #seeFetch(kind: 'request' | 'answer', name: string): void {
    if (kind === 'request') this.#fetches.add(name);
    else this.#fetches.delete(name);
  }

  #seeCommand(details: DatabaseDetails): boolean {
    const { kind, process, exchange, silent, rows } = details;
    if (silent) return false;
    const name = `${process} command ${exchange}`;
    const polls = this.#polls.get(process) ?? new Polls();
    this.#polls.set(process, polls);
    const isPoll = kind === 'command' && polls.isPoll(details);
    polls.see(details);
    if (isPoll) {
      this.#pollsUnderWay.add(name);
      return false;
    }
    if (this.#pollsUnderWay.delete(name) && rows === 0) return false; // as if nothing had been said
    if (kind === 'reply') this.#owed.delete(name);
    else this.#owed.add(name);
    return true;
  }
}

const bringsRecords = (partitions: readonly PartitionFacts[]): boolean =>
  partitions.some(({ records = 0 }) => records > 0);
