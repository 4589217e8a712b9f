// Fewer requests are faster: send when four orders have come together.
import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import type { Order, StoredOrder } from '#lab/00-first-record/order.ts';
import { readUntil } from '#lab/00-first-record/read-until.ts';

export interface OrderLogOptions {
  kafka: Kafka;
  topic: string;
}

export interface OrderLog {
  /** Stores one order. Resolves once the broker has it, rejects when the broker refuses it. */
  send(order: Order): Promise<void>;
  /** Every order of the topic, from the first one on. */
  readAll(): Promise<StoredOrder[]>;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Opens the shop's order topic, creating it where it does not exist. Connections are made once and kept between calls. */
export async function openOrderLog({ kafka, topic }: OrderLogOptions): Promise<OrderLog> {
  const admin = kafka.admin();
  const producer = kafka.producer();
  await admin.connect();
  const topics = await admin.listTopics();
  if (!topics.includes(topic)) await admin.createTopics({ topics: [{ topic, numPartitions: 3 }] });
  await producer.connect();
  const waiting: Order[] = [];

  return {
    async send(order) {
      waiting.push(order);
      if (waiting.length < 4) return;
      const messages = waiting.splice(0).map((each) => ({ key: each.id, value: JSON.stringify(each) }));
      await producer.send({ topic, messages });
    },

    async readAll() {
      const ends = await admin.fetchTopicOffsets(topic);
      const consumer = kafka.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 100 });
      await consumer.connect();
      try {
        await consumer.subscribe({ topic, fromBeginning: true });
        return await readUntil(consumer, ends);
      } finally {
        await consumer.disconnect();
      }
    },

    async close() {
      await producer.disconnect();
      await admin.disconnect();
    },
  };
}
