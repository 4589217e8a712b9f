/** One thing that happened in a run, as a person would tell it. */
export interface HistoryEvent {
  /** Milliseconds since the check began. */
  atMs: number;
  /** Who did it: `you` (the code under test), `broker 2`, `harness`. */
  actor: string;
  text: string;
}

/** The ordered events of one check. */
export class History {
  readonly #startedAt = performance.now();
  readonly #events: HistoryEvent[] = [];

  /** Appends an event at this moment and returns it, to be used as evidence. */
  record(actor: string, text: string): HistoryEvent {
    const event = { atMs: Math.round(performance.now() - this.#startedAt), actor, text };
    this.#events.push(event);
    return event;
  }

  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  /** The last events, for a story that ended where nobody expected it. */
  last(count: number): HistoryEvent[] {
    return this.#events.slice(-count);
  }
}
