import type { AccountName } from '../database/database.ts';
import type { Marker } from '../learner-host/messages.ts';

export interface KafkaClientOptions {
  clientId?: string;
  /** After this long without an answer kafkajs gives up on a request; 30 s, its own default, without it. */
  requestTimeoutMs?: number;
}

/** Becomes a real kafkajs client in the learner process, connected to the cluster of this check through the process's lane. */
export function kafkaClient({ clientId = 'shop', requestTimeoutMs }: KafkaClientOptions = {}): Marker {
  return {
    $marker: 'kafka',
    brokers: [], // the process's own lane, filled in when the call is made
    clientId,
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  };
}

/** Stands for options of a database client; nothing that a learner process would have to know of. */
export interface DatabaseMarker {
  $marker: 'database';
  schema: string;
  as: AccountName;
}

/** Becomes connection options of mysql2 in the learner process, for a schema of this check's database, by the process's lane. */
export function databaseOptions({ schema, as = 'shop' }: { schema: string; as?: AccountName }): DatabaseMarker {
  return { $marker: 'database', schema, as };
}

/** Stands for addresses; nothing that a learner process would have to know of. */
export interface BrokersMarker {
  $marker: 'brokers';
}

/** Becomes the addresses of the brokers (`host:port` each) by the process's lane, for clients other than kafkajs. */
export function bootstrapBrokers(): BrokersMarker {
  return { $marker: 'brokers' };
}

/** Becomes an async function in the learner process; each call of it is told to the process's `onEffect`. */
export function effect(name: string): Marker {
  return { $marker: 'effect', name };
}
