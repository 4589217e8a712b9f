import { type ConsumerConfig, Kafka } from 'kafkajs';
import { parseOrder } from '#lab/06-rebalance-tuning/order.ts';
import type { StaticPackerOptions } from '#lab/06-rebalance-tuning/static-order.ts';

/** Packs orders under a name that stays over restarts. Resolves once it is a member of its group. */
export async function startStaticPacker(options: StaticPackerOptions): Promise<void> {
  const { bootstrapBrokers, topic, groupId, name, pack, restartTakesMs, replaceAfterMs } = options;
  const kafka = new Kafka({ clientId: name, brokers: bootstrapBrokers });
  const sessionTimeout = (restartTakesMs + replaceAfterMs) / 2;
  const settings = {
    groupId,
    groupInstanceId: name,
    sessionTimeout,
    rebalanceTimeout: sessionTimeout,
    heartbeatInterval: 250,
    maxWaitTimeInMs: 100,
  };
  const consumer = kafka.consumer(settings as ConsumerConfig);
  let inHand: Promise<void> = Promise.resolve();
  let isEnding = false;

  process.on('SIGTERM', () => {
    isEnding = true;
    inHand.then(() => process.exit(0));
  });

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      if (isEnding) return;
      inHand = pack(parseOrder(message)).then(() =>
        consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]),
      );
      await inHand;
    },
  });
}
