/** Asks the database, and resolves with its rows. */
export type Query = <Row>(sql: string, params?: readonly unknown[]) => Promise<Row[]>;

/** What a poller sees of an order. */
export interface Seen {
  id: string;
  status: string;
}

/** Looks for orders that have changed since it last looked, as many “CDC” programs do. */
export class Poller {
  readonly #query: Query;
  #since = '1970-01-01 00:00:01';

  constructor(query: Query) {
    this.#query = query;
  }

  async poll(): Promise<Seen[]> {
    const rows = await this.#query<Seen & { changed: string }>(
      'SELECT id, status, CAST(updated_at AS CHAR) AS changed FROM orders WHERE updated_at > ? ORDER BY updated_at, id',
      [this.#since],
    );
    this.#since = rows.at(-1)?.changed ?? this.#since;
    return rows.map(({ id, status }) => ({ id, status }));
  }
}
