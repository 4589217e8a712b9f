import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Order } from './order.ts';

/** `refused`: the cluster certainly did not store it. `unknown`: it may have. */
export type Fate = 'refused' | 'unknown';

export interface ParkedOrder {
  order: Order;
  fate: Fate;
}

/** Orders that wait in a file, the oldest first. Each call resolves when the file says so. */
export class Outbox {
  readonly #file: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** What waits, the oldest first. */
  async all(): Promise<ParkedOrder[]> {
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  /** Parks an order behind all others; one that is parked already keeps its place, and only its fate changes. */
  park(order: Order, fate: Fate): Promise<void> {
    return this.#change((parked) => {
      const before = parked.findIndex((each) => each.order.id === order.id);
      if (before < 0) return [...parked, { order, fate }];
      return parked.map((each, index) => (index === before ? { order, fate } : each));
    });
  }

  /** Takes an order out. */
  remove(id: string): Promise<void> {
    return this.#change((parked) => parked.filter(({ order }) => order.id !== id));
  }

  /** One change at a time; the file is replaced whole, so that a crash leaves the old one or the new one. */
  #change(change: (parked: ParkedOrder[]) => ParkedOrder[]): Promise<void> {
    const changed = this.#last.then(async () => {
      const lines = change(await this.all()).map((each) => `${JSON.stringify(each)}\n`);
      await writeFile(`${this.#file}.new`, lines.join(''), { flush: true });
      await rename(`${this.#file}.new`, this.#file);
    });
    this.#last = changed.catch(() => {});
    return changed;
  }
}
