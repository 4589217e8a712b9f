// The signal says: end now.
import type { KafkaMessage } from 'kafkajs';
import { parseOrder, type ServiceOptions } from '#lab/04-wakeup-shutdown/order.ts';

/** Delivers each paid order, until the process gets SIGTERM. Resolves once it is a member of its group. */
export async function startDeliveryService(options: ServiceOptions): Promise<void> {
  const { kafka, topic, groupId, sessionTimeoutMs, deliveries, deliver } = options;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: sessionTimeoutMs / 3,
    maxWaitTimeInMs: 200, // an idle consumer looks up from its fetch that often; 5 s by default
  });
  const producer = kafka.producer();

  /** One order: deliver it, tell of it, move the offset. */
  async function handle(partition: number, message: KafkaMessage): Promise<void> {
    const order = parseOrder(message);
    await deliver(order);
    await producer.send({ topic: deliveries, messages: [{ key: order.id, value: 'delivered' }] });
    await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
  }

  async function join(): Promise<void> {
    await producer.connect();
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        await handle(partition, message);
      },
    });
  }

  process.on('SIGTERM', () => {
    consumer.disconnect(); // leaves the group
    process.exit(0);
  });
  await join();
}
