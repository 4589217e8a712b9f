import type { EventDetails, HistoryEvent } from './events.ts';

/** The ordered events of one check. */
export class History {
  readonly #events: HistoryEvent[] = [];
  readonly #now: () => number;
  readonly #scene: string | undefined;
  readonly #parent: History | undefined;
  readonly #onEvent: ((event: HistoryEvent) => void) | undefined;
  #count = 0;

  /** `onEvent` is told of every event, those of scenes included. */
  constructor(onEvent?: (event: HistoryEvent) => void, scene?: { name: string; parent: History; now: () => number }) {
    const startedAt = performance.now();
    this.#now = scene?.now ?? (() => performance.now() - startedAt);
    this.#scene = scene?.name;
    this.#parent = scene?.parent;
    this.#onEvent = onEvent;
  }

  /** Appends an event at this moment and returns it, to be used as evidence. */
  record(actor: string, text: string, details: EventDetails = { kind: 'note' }): HistoryEvent {
    const event: HistoryEvent = {
      n: this.#number(),
      atMs: Math.round(this.#now()),
      actor,
      text,
      ...(this.#scene === undefined ? {} : { scene: this.#scene }),
      details,
    };
    for (let history: History | undefined = this; history; history = history.#parent) {
      history.#events.push(event);
      history.#onEvent?.(event);
    }
    return event;
  }

  /** A history of its own for a part of the check; this one holds its events too. */
  scene(name: string): History {
    return new History(undefined, { name, parent: this, now: this.#now });
  }

  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  /** The last events of these kinds, for a story that ended where nobody expected it. */
  last(count: number, ...kinds: EventDetails['kind'][]): HistoryEvent[] {
    const told = kinds.length === 0 ? this.#events : this.#events.filter(({ details }) => kinds.includes(details.kind));
    return told.slice(-count);
  }

  #number(): number {
    return this.#parent ? this.#parent.#number() : ++this.#count;
  }
}
