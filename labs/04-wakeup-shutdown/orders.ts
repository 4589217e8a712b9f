import type { Workload } from '#testing';
import type { Order } from './order.ts';

/** Orders by their numbers, in one partition, as records of the topic. */
export function ordersIn(...numbers: number[]): Workload {
  return [
    numbers.map((number) => {
      const order: Order = {
        id: `order-${number}`,
        customer: `customer-${number}`,
        address: `${number} Harbour Street`,
      };
      return { subject: order.id, key: order.customer, value: JSON.stringify(order) };
    }),
  ];
}
