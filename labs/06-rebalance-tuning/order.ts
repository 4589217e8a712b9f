import type { Kafka } from 'kafkajs';

/** An order, as the records hold it. */
export interface Order {
  id: string;
  customer: string;
}

/** The JSON in a record's value, as an order. Throws where it is none. */
export function parseOrder({ value }: { value: Buffer | null }): Order {
  return JSON.parse(String(value));
}

/** What a packer is given. */
export interface PackerOptions {
  kafka: Kafka;
  topic: string;
  groupId: string;
  /** Packs one order. A few take longer than a session. */
  pack(order: Order): Promise<void>;
  /** After so long without a sign of life a packer counts as dead; in milliseconds. */
  sessionTimeoutMs: number;
  /** No order takes longer. A packer that is at one for longer is stuck; in milliseconds. */
  longestOrderMs: number;
}
