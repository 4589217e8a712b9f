import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { todo } from '#kit/todo';
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
  todo('1: does the topic exist? If it does not, create it with 3 partitions. What else must be connected by now?');

  return {
    async send(order) {
      todo('2: which key and which value does the record of this order have? When has the broker got it?');
    },

    async readAll() {
      const ends = await admin.fetchTopicOffsets(topic);
      const consumer = kafka.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 100 });
      await consumer.connect();
      try {
        await consumer.subscribe(todo('3: where does a group that has never read this topic begin?'));
        return await readUntil(consumer, ends);
      } finally {
        await consumer.disconnect();
      }
    },

    async close() {
      todo('4: which connections are still open?');
    },
  };
}
