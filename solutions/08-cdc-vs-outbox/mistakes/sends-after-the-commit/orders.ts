import { createConnection, type ResultSetHeader } from 'mysql2/promise';
import type { OrderRow, Status } from '#lab/08-cdc-vs-outbox/order.ts';
import type { Orders, OrdersOptions } from '#lab/08-cdc-vs-outbox/relaying.ts';

/** Writes orders and their events: both, or neither. */
export async function openOrders({ kafka, topic, database }: OrdersOptions): Promise<Orders> {
  const connection = await createConnection(database);
  const producer = kafka.producer();
  await producer.connect();

  /** Does it in one transaction. */
  async function together(statements: () => Promise<void>, thenTell: () => Promise<void>): Promise<void> {
    await connection.beginTransaction();
    try {
      await statements();
      await connection.commit();
    } catch (error) {
      await connection.rollback();
      throw error;
    }
    await thenTell();
  }

  async function tell(type: string, order: Partial<OrderRow> & { id: string }): Promise<void> {
    await producer.send({ topic, messages: [{ key: order.id, value: JSON.stringify(order), headers: { type } }] });
  }

  return {
    place: (order) =>
      together(
        async () => {
          const { id, customer, status, cents } = order;
          await connection.execute('INSERT INTO orders (id, customer, status, cents) VALUES (?, ?, ?, ?)', [
            id,
            customer,
            status,
            cents,
          ]);
        },
        () => tell('OrderPlaced', order),
      ),
    changeStatus: (id: string, status: Status) =>
      together(
        async () => {
          // First the row of the order: who comes second waits here, and tells of it second, too.
          const [{ affectedRows }] = await connection.execute<ResultSetHeader>(
            'UPDATE orders SET status = ? WHERE id = ?',
            [status, id],
          );
          if (affectedRows === 0) throw new Error(`there is no order ${id}`);
        },
        () => tell('StatusChanged', { id, status }),
      ),
    close: async () => {
      await producer.disconnect();
      await connection.end();
    },
  };
}
