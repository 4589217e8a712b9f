import {
  type CheckContext,
  databaseOptions,
  effect,
  kafkaClient,
  type LearnerProcess,
  type LogRecord,
  type TestTopic,
} from '#testing';
import type { Position } from './binlog.ts';
import { type EventGround, eventGrounds } from './grounds.ts';
import { type Change, EVENT_ID } from './order.ts';
import { ORDERS } from './tables.ts';

/** A topic for events, and a schema with orders. */
export interface CdcGround extends EventGround {
  serverId: number;
  /** What the program saved last. */
  saved: Position | undefined;
}

let servers = 100;

/** Grounds without orders; `expected` are the changes that will be made, in words. */
export async function cdcGrounds(
  context: CheckContext,
  count: number,
  expected: readonly string[] = [],
): Promise<CdcGround[]> {
  const grounds = await eventGrounds(context, count, { ddl: [ORDERS], subjects: expected });
  return grounds.map((ground) => ({ ...ground, serverId: ++servers, saved: undefined }));
}

/** Starts the program; resolves once it follows the binlog. */
export function beginCdc(learner: LearnerProcess, { topic, schema, serverId, saved }: CdcGround): Promise<void> {
  return learner.call('cdc.ts', 'startCdc', {
    kafka: kafkaClient(),
    topic,
    database: databaseOptions({ schema: schema.name, as: 'replica' }),
    serverId,
    savedPosition: saved,
    savePosition: effect('savePosition'),
  });
}

/** An event of the topic, as it is read. */
export interface OrderEvent {
  record: LogRecord;
  key: string | undefined;
  /** Undefined where its value is no JSON of a change. */
  change: Change | undefined;
  id: string | undefined;
  /** In words: the order, and what became of it. */
  subject: string;
}

export async function eventsIn(topic: TestTopic): Promise<OrderEvent[]> {
  return (await topic.readAll('committed')).map((record) => {
    const change = changeIn(record);
    return {
      record,
      key: record.key?.toString(),
      change,
      id: record.headers.find(({ name }) => name === EVENT_ID)?.value?.toString(),
      subject: change ? told(change) : 'something else',
    };
  });
}

/** A change in words. */
export const told = ({ before, after }: Change): string =>
  after ? `${after.id} ${after.status}` : `${before?.id ?? 'something'} gone`;

function changeIn({ value }: LogRecord): Change | undefined {
  try {
    const change: Change | null = JSON.parse(String(value));
    return change && (change.before?.id || change.after?.id) ? change : undefined;
  } catch {
    return undefined;
  }
}
