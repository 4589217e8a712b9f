import type { Kafka } from 'kafkajs';

/** An order that waits for its payment. */
export interface Order {
  id: string;
  customer: string;
  priceCents: number;
}

/** The JSON in a record's value, as an order. Throws where it is none. */
export function parseOrder({ value }: { value: Buffer | null }): Order {
  return JSON.parse(String(value));
}

/** What both workers are given. */
export interface WorkerOptions {
  kafka: Kafka;
  topic: string;
  groupId: string;
  /** Takes the money: one call, one payment. Rejects when the payment gateway could not be reached; then no money moved. */
  charge(order: Order): Promise<void>;
}

/** What the fast worker is given besides. */
export interface FastWorkerOptions extends WorkerOptions {
  /** Calls the engineer on duty. Called once, when the offsets can no longer be committed. */
  page(problem: string): Promise<void>;
}

/** A worker that runs. */
export interface Worker {
  /** Ends the work in hand and leaves the group. */
  stop(): Promise<void>;
}
