import type { Kafka } from 'kafkajs';
import type { Database } from './order.ts';

/** What the read model is given. */
export interface ReadModelOptions {
  kafka: Kafka;
  topic: string;
  groupId: string;
  database: Database;
}

/** What the cleanup is given. */
export interface CleanupOptions {
  database: Database;
  /** Events that were delivered before this moment may go. */
  before: Date;
  /** So many rows of the outbox at most in one transaction. */
  batchSize: number;
}
