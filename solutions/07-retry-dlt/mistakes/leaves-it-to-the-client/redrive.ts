// Believed: a topic that is not there is refused by the client, and that is enough.
import type { EachMessagePayload, KafkaMessage, Message } from 'kafkajs';
import { header, type RedriveOptions, textOf } from '#lab/07-retry-dlt/order.ts';

/** The dead letters of one partition that were not back at the start: from an offset on, and before another. */
interface Left {
  from: bigint;
  to: bigint;
}

/** Puts each dead letter that is there now back where it came from, once. Resolves with how many, when none is left. */
export async function redrive({ kafka, deadLetterTopic, groupId, transactionalId }: RedriveOptions): Promise<number> {
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const admin = kafka.admin();
  const { CRASH, END_BATCH_PROCESS } = consumer.events;
  let moved = 0;

  /** What is left, by partition; partitions where nothing is left are not in it. */
  async function leftNow(): Promise<Map<number, Left>> {
    const ends = await admin.fetchTopicOffsets(deadLetterTopic);
    const [committed] = await admin.fetchOffsets({ groupId, topics: [deadLetterTopic] });
    const left = new Map<number, Left>();
    for (const { partition, offset } of committed!.partitions) {
      const { low, high } = ends.find((end) => end.partition === partition)!;
      const from = BigInt(offset) < BigInt(low) ? BigInt(low) : BigInt(offset); // −1: the group has none
      if (from < BigInt(high)) left.set(partition, { from, to: BigInt(high) });
    }
    return left;
  }

  /** The record as it was before it failed. */
  function renewed({ key, value, headers }: KafkaMessage): Message {
    const failure: readonly string[] = Object.values(header);
    const own = Object.entries(headers ?? {}).filter(([name]) => !failure.includes(name));
    return { key, value, headers: Object.fromEntries(own) };
  }

  /** Puts one letter back and moves the offset behind it: both, or neither. */
  async function putBack(message: KafkaMessage, partition: number): Promise<void> {
    const topic = textOf(message, header.topic)!;
    const messages = [renewed(message)];
    const offset = String(BigInt(message.offset) + 1n);
    const topics = [{ topic: deadLetterTopic, partitions: [{ partition, offset }] }];
    const transaction = await producer.transaction();
    try {
      await transaction.send({ topic, messages });
      await transaction.sendOffsets({ consumerGroupId: groupId, topics });
      await transaction.commit();
    } catch (error) {
      if (transaction.isActive()) await transaction.abort();
      throw error;
    }
  }

  /** Reads the letters. Resolves when nothing is left; rejects at the first that cannot be put back. */
  function putAllBack(left: Map<number, Left>): Promise<void> {
    return new Promise((resolve, reject) => {
      const eachMessage = async ({ message, partition }: EachMessagePayload) => {
        const part = left.get(partition) ?? { from: 0n, to: 0n };
        const offset = BigInt(message.offset);
        const isForNow = offset >= part.from && offset < part.to;
        if (!isForNow) return;
        await putBack(message, partition).catch((error: unknown) => {
          reject(error);
          throw error; // else kafkajs goes on with the next one
        });
        part.from = offset + 1n;
        moved++;
      };
      // The handler sees no markers of transactions, and the last offset may be one; this tells of them, too.
      consumer.on(END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
        if (BigInt(lastOffset) + 1n >= (left.get(partition)?.to ?? 0n)) left.delete(partition);
        if (left.size === 0) resolve();
      });
      consumer.on(CRASH, ({ payload }) => reject(payload.error));
      consumer.run({ autoCommit: false, eachMessage }).catch(reject);
    });
  }

  try {
    await Promise.all([producer.connect(), consumer.connect(), admin.connect()]);
    // Takes the transactional id over: the brokers refuse who had it before, and abort what that one left open.
    await (await producer.transaction()).abort();
    const left = await leftNow();
    if (left.size === 0) return 0;
    await consumer.subscribe({ topic: deadLetterTopic, fromBeginning: true });
    await putAllBack(left);
    return moved;
  } finally {
    await Promise.all([producer.disconnect(), consumer.disconnect(), admin.disconnect()]);
  }
}
