import type { Kafka } from 'kafkajs';
import type { ConnectionOptions } from 'mysql2';

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
  /** After so long without a sign of life a listener counts as dead; in milliseconds. */
  sessionTimeoutMs: number;
}

const MOVED_ON = new Set(['ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID']);

/** For a commit that the broker refuses because the group has moved on: nothing is lost, the rows are read again. */
export function unlessMovedOn(error: { cause?: { type?: string } }): void {
  if (!MOVED_ON.has(error.cause?.type ?? '')) throw error;
}
