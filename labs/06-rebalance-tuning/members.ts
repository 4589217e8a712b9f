import { Consumer } from '@platformatic/kafka';
import type { Kafka } from 'kafkajs';

/** What a member of task 4 is given; they read, and do nothing else. */
export interface MemberOptions {
  kafka: Kafka;
  bootstrapBrokers: string[];
  topic: string;
  groupId: string;
  sessionTimeoutMs: number;
}

/** A member by the protocol that kafkajs speaks: at a rebalance all give back all. Resolves once it has joined. */
export async function startEagerMember({ kafka, topic, groupId, sessionTimeoutMs }: MemberOptions): Promise<void> {
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: sessionTimeoutMs / 10,
    maxWaitTimeInMs: 100,
  });
  await consumer.connect();
  await consumer.subscribe({ topic });
  await consumer.run({ eachBatch: async () => {} });
}

/** A member by the new protocol (KIP-848), whose session the broker decides on. Resolves once it is reading. */
export async function startIncrementalMember({ bootstrapBrokers, topic, groupId }: MemberOptions): Promise<void> {
  const consumer = new Consumer({
    clientId: 'shop',
    groupId,
    bootstrapBrokers,
    groupProtocol: 'consumer',
    autocommit: false,
    maxWaitTime: 100,
  });
  const stream = await consumer.consume({ topics: [topic], mode: 'latest' });
  stream.resume();
}
