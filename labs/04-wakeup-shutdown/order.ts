import type { Kafka } from 'kafkajs';

/** A paid order that waits for its delivery. */
export interface Order {
  id: string;
  customer: string;
  address: string;
}

/** The JSON in a record's value, as an order. Throws where it is none. */
export function parseOrder({ value }: { value: Buffer | null }): Order {
  return JSON.parse(String(value));
}

/** What the delivery service is given. */
export interface ServiceOptions {
  kafka: Kafka;
  /** The topic of paid orders. */
  topic: string;
  groupId: string;
  /** How long the group waits for a member that is silent, in milliseconds. */
  sessionTimeoutMs: number;
  /** The topic where each delivery is told: key is the order's id. */
  deliveries: string;
  /** Hands the parcel to the courier: one call, one parcel. */
  deliver(order: Order): Promise<void>;
  /** Whatever hangs: so long after SIGTERM the process is to end, in milliseconds. */
  deadlineMs: number;
}
