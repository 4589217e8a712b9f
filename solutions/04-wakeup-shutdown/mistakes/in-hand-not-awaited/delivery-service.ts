// Believed: the shutdown waits for the order in hand, so the handler need not.
import type { KafkaMessage } from 'kafkajs';
import { parseOrder, type ServiceOptions } from '#lab/04-wakeup-shutdown/order.ts';

/** Delivers each paid order, until the process gets SIGTERM. Resolves once it is a member of its group. */
export async function startDeliveryService(options: ServiceOptions): Promise<void> {
  const { kafka, topic, groupId, sessionTimeoutMs, deliveries, deliver, deadlineMs } = options;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: sessionTimeoutMs / 3,
    maxWaitTimeInMs: 200, // an idle consumer looks up from its fetch that often; 5 s by default
  });
  const producer = kafka.producer();
  let inHand: Promise<void> = Promise.resolve();
  let shuttingDown: Promise<void> | undefined;

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
        if (shuttingDown) return; // neither delivered nor committed: the next service reads it
        inHand = handle(partition, message);
        inHand.catch(() => process.exit(1));
      },
    });
  }

  async function shutDown(): Promise<void> {
    setTimeout(() => process.exit(1), deadlineMs); // what hangs is not committed
    await joined; // a consumer that disconnects while it joins goes on to join
    await inHand.catch(() => {}); // its commit, too: a consumer that stops commits nothing any more
    await consumer.disconnect(); // leaves the group
    await producer.disconnect();
    process.exit(0);
  }

  process.on('SIGTERM', () => {
    shuttingDown ??= shutDown();
  });
  const joined = join();
  await joined;
}
