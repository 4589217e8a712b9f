import type { Kafka } from 'kafkajs';
import type { Position } from './binlog.ts';
import type { Database } from './order.ts';

export type { Position };

/** What the follower of the binlog is given. */
export interface CdcOptions {
  kafka: Kafka;
  /** Where the events go. */
  topic: string;
  database: Database;
  /** Who follows the binlog; a server ends the older one of two with the same number. */
  serverId: number;
  /** What was saved last, by whichever process; undefined where nothing ever was. */
  savedPosition: Position | undefined;
  /** Resolves once the position is on disk: written to a temporary file, and renamed. */
  savePosition(position: Position): Promise<void>;
}
