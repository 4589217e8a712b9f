import type { Workload } from '#testing';
import type { Order } from './order.ts';

/** Orders by their numbers, for each partition in order, as records of the topic. */
export function ordersIn(...partitions: number[][]): Workload {
  return partitions.map((numbers) =>
    numbers.map((number) => {
      const order: Order = { id: `order-${number}`, customer: `customer-${number}` };
      return { subject: order.id, key: order.customer, value: JSON.stringify(order) };
    }),
  );
}
