import type { DatabaseDetails } from '../history/events.ts';

/**
 * Tells waiting from work among database commands: a program that has nothing to do may ask for more every 50 ms. A SELECT
 * that repeats the command before it on its connection, which found no row, is a poll. It is not counted, whatever it will
 * find: the first of its kind is, it changes nothing, and what a program does with rows is told by its next command. So a
 * program has as many boundaries where its rows are there at once as where it waits for them.
 */
export class Polls {
  /** The last command on each connection that was owed a reply. */
  readonly #last = new Map<number, { sql: string; exchange: number; foundNothing: boolean }>();

  /** Whether this command is a poll. Asked before `see` is told of it. */
  isPoll({ verb, sql, connection }: DatabaseDetails): boolean {
    const last = this.#last.get(connection);
    return verb === 'SELECT' && last?.foundNothing === true && last.sql === sql;
  }

  /** Told of each command and each reply, in their order. */
  see({ kind, silent, verb, sql, connection, exchange, rows }: DatabaseDetails): void {
    if (silent) return;
    if (kind === 'command') this.#last.set(connection, { sql, exchange, foundNothing: false });
    else if (verb === 'SELECT' && rows === 0 && this.#last.get(connection)?.exchange === exchange)
      this.#last.get(connection)!.foundNothing = true;
  }
}
