import type { Kafka } from 'kafkajs';
import type { Database, OrderRow, Status } from './order.ts';

/** A row of the table `outbox`, with the column names of Debezium’s outbox event router. */
export interface OutboxRow {
  id: string;
  aggregatetype: string;
  aggregateid: string;
  type: string;
  payload: string;
}

/** What the order service is given: all that it has had so far. Until last Friday it sent its events itself. */
export interface OrdersOptions {
  kafka: Kafka;
  topic: string;
  database: Database;
}

/** Writes orders, and what there is to tell of them. */
export interface Orders {
  /** Resolves once the order and its event are stored. */
  place(order: OrderRow): Promise<void>;
  /** Resolves once the status and its event are stored. Rejects where there is no such order, and stores nothing then. */
  changeStatus(id: string, status: Status): Promise<void>;
  close(): Promise<void>;
}

/** What the relay is given. */
export interface RelayOptions {
  kafka: Kafka;
  topic: string;
  database: Database;
  /** So many rows at most are read, sent and recorded at a time. */
  batchSize: number;
}

/** Brings what lies in the outbox to Kafka. */
export interface Relay {
  /** Publishes until nothing waits; resolves with how many events that were. */
  publish(): Promise<number>;
  close(): Promise<void>;
}
