import type { KafkaMessage } from 'kafkajs';
import { todo } from '#kit/todo';
import { parseOrder, type ServiceOptions } from '#lab/04-wakeup-shutdown/order.ts';

/** Delivers each paid order, until the process gets SIGTERM. Resolves once it is a member of its group. */
export async function startDeliveryService(options: ServiceOptions): Promise<void> {
  const { kafka, topic, groupId, sessionTimeoutMs, deliveries, deliver, deadlineMs } = options;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: sessionTimeoutMs / 3,
    maxWaitTimeInMs: todo('1: for how long may a fetch of an idle service hold up its end, in milliseconds?'),
  });
  const producer = kafka.producer();
  /** The order in hand, for the shutdown to wait for. */
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
        todo('3: a message comes. What do you do with it, and what if the service is shutting down?');
      },
    });
  }

  async function shutDown(): Promise<void> {
    todo('4: what must be over before the consumer disconnects, what is closed when, and what if something hangs?');
  }

  todo('2: what happens at a SIGTERM, and what at a second one?');
  const joined = join();
  await joined;
}
