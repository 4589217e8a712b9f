import type { ConnectionOptions } from 'mysql2/promise';

/** How far an order has come. */
export type Status = 'NEW' | 'PAID' | 'SHIPPED';

/** A row of the table `orders`. */
export interface OrderRow {
  id: string;
  customer: string;
  status: Status;
  cents: number;
}

/** What happens to a row. */
export type Operation = 'INSERT' | 'UPDATE' | 'DELETE';

/** One change of one row: nothing was before an INSERT, nothing is after a DELETE. */
export interface Change {
  operation: Operation;
  before: OrderRow | null;
  after: OrderRow | null;
}

/** The key of a change’s event: the order that it is about. */
export const idOf = ({ before, after }: Change): string => (after ?? before)!.id;

/** The name of the header that says which event it is: the same event, sent again, has the same. */
export const EVENT_ID = 'id';

/** Options of a connection of mysql2; the name of the database among them. */
export type Database = ConnectionOptions & { database: string };
