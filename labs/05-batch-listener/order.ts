import type { Kafka } from 'kafkajs';
import type { ConnectionOptions } from 'mysql2';

/** An order, as the records hold it. */
export interface Order {
  id: string;
  customer: string;
  priceCents: number;
}

/** The JSON in a record's value, as an order. Throws where it is none. */
export function parseOrder({ value }: { value: Buffer | null }): Order {
  return JSON.parse(String(value));
}

/** What the batch listener is given. */
export interface BatchListenerOptions {
  kafka: Kafka;
  topic: string;
  groupId: string;
  /** Where the table `orders` is: options for mysql2. */
  database: ConnectionOptions;
  /** So many rows are written at once, and no more. */
  batchSize: number;
  /** After this time what there is is written, however little; in milliseconds. */
  batchTimeoutMs: number;
}
