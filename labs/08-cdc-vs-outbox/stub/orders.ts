import { createConnection, type ResultSetHeader } from 'mysql2/promise';
import { todo } from '#kit/todo';
import type { OrderRow, Status } from '#lab/08-cdc-vs-outbox/order.ts';
import type { Orders, OrdersOptions } from '#lab/08-cdc-vs-outbox/relaying.ts';

/** Writes orders and their events: both, or neither. */
export async function openOrders({ database }: OrdersOptions): Promise<Orders> {
  const connection = await createConnection(database);

  /** Does it in one transaction. */
  async function together(statements: () => Promise<void>): Promise<void> {
    todo('10: what if the process dies between two of the statements, and what if one of them fails?');
  }

  async function tell(type: string, order: Partial<OrderRow> & { id: string }): Promise<void> {
    await connection.execute(
      "INSERT INTO outbox (aggregatetype, aggregateid, type, payload) VALUES ('order', ?, ?, ?)",
      [order.id, type, JSON.stringify(order)],
    );
  }

  return {
    place: (order) =>
      together(async () => {
        const { id, customer, status, cents } = order;
        await connection.execute('INSERT INTO orders (id, customer, status, cents) VALUES (?, ?, ?, ?)', [
          id,
          customer,
          status,
          cents,
        ]);
        await tell('OrderPlaced', order);
      }),
    changeStatus: (id: string, status: Status) =>
      together(async () => {
        todo(
          '11: the row of the order changes, and an event tells of it: in which order, and what if there is no such row?',
        );
      }),
    close: () => connection.end(),
  };
}
