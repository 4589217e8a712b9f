import type { Kafka } from 'kafkajs';

/** An order of the shop. Its id is the key of its record, and a reader counts each id once. */
export interface Order {
  id: string;
  customer: string;
  priceCents: number;
}

/** What an order sender is given. */
export interface OrderSenderOptions {
  kafka: Kafka;
  topic: string;
  /** The file where orders wait that the cluster did not take. It may hold orders of an earlier run of the program. */
  outboxFile: string;
  /** For how long one order is tried before it is parked, in milliseconds. The last try may end a little later. */
  tryForMs: number;
}

/** Sends orders to the topic, one after the other. */
export interface OrderSender {
  /**
   * Resolves with `stored` when the order has its receipt, with `parked` when it lies in the outbox instead. Rejects when
   * no further try can mend it; then it is neither. An order never overtakes one that was sent before it.
   */
  send(order: Order): Promise<'stored' | 'parked'>;
  /** Sends what the outbox holds, the oldest first, and resolves with how many orders are left in it. */
  replay(): Promise<number>;
  close(): Promise<void>;
}
