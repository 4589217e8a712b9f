// A class whose producer is connected by whoever sends first, as a function that lives between calls would do it.
import { randomUUID } from 'node:crypto';
import { type Admin, type Kafka, Partitioners, type Producer } from 'kafkajs';
import type { Order, StoredOrder } from '#lab/00-first-record/order.ts';
import { readUntil } from '#lab/00-first-record/read-until.ts';

class OrderLog {
  readonly #kafka: Kafka;
  readonly #topic: string;
  readonly #admin: Admin;
  #producer: Promise<Producer> | undefined;

  constructor(kafka: Kafka, topic: string) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#admin = kafka.admin();
  }

  async open(): Promise<this> {
    await this.#admin.connect();
    const { topics } = await this.#admin.fetchTopicMetadata().catch(() => ({ topics: [] }));
    if (topics.some(({ name }) => name === this.#topic)) return this;
    await this.#admin.createTopics({ topics: [{ topic: this.#topic, numPartitions: 3, replicationFactor: 1 }] });
    return this;
  }

  async send(order: Order): Promise<void> {
    this.#producer ??= this.#connect();
    const producer = await this.#producer;
    const value = Buffer.from(JSON.stringify(order));
    await producer.sendBatch({
      topicMessages: [{ topic: this.#topic, messages: [{ key: Buffer.from(order.id), value }] }],
    });
  }

  async readAll(): Promise<StoredOrder[]> {
    const consumer = this.#kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 50 });
    const ends = await this.#admin.fetchTopicOffsets(this.#topic);
    await consumer.subscribe({ topics: [this.#topic], fromBeginning: true });
    const found = await readUntil(consumer, ends);
    await consumer.stop();
    await consumer.disconnect();
    return found;
  }

  async close(): Promise<void> {
    await Promise.all([this.#admin.disconnect(), this.#producer?.then((producer) => producer.disconnect())]);
  }

  async #connect(): Promise<Producer> {
    const producer = this.#kafka.producer({ createPartitioner: Partitioners.LegacyPartitioner, idempotent: true });
    await producer.connect();
    return producer;
  }
}

export const openOrderLog = ({ kafka, topic }: { kafka: Kafka; topic: string }) => new OrderLog(kafka, topic).open();
