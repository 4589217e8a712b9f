import { type PaymentOptions, parseOrder } from '#lab/07-retry-dlt/order.ts';

/** Pays orders, and puts those that can never be paid where somebody looks. Resolves once it is a member of its group. */
export async function startPayments(options: PaymentOptions): Promise<void> {
  const { kafka, topic, groupId, pay } = options;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      try {
        await pay(parseOrder(message));
      } catch (error) {
        console.error(String(error));
        throw error;
      }
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
    },
  });
}
