// Leaving the loop leaves the rest of the batch to the next service.
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

  /** One order: deliver it, tell of it. kafkajs moves the offset. */
  async function handle(message: KafkaMessage): Promise<void> {
    const order = parseOrder(message);
    await deliver(order);
    await producer.send({ topic: deliveries, messages: [{ key: order.id, value: 'delivered' }] });
  }

  async function join(): Promise<void> {
    await producer.connect();
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachBatch: async ({ batch, isRunning, heartbeat }) => {
        for (const message of batch.messages) {
          if (!isRunning() || shuttingDown) break;
          inHand = handle(message);
          await inHand;
          await heartbeat();
        }
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
