import { ConfigResourceTypes, type Kafka } from 'kafkajs';

export interface OrdersTopicOptions {
  kafka: Kafka;
  topic: string;
}

/** Right: it says itself on which brokers the replicas are, and sets the minimum once the topic is there. */
export async function createOrdersTopic({ kafka, topic }: OrdersTopicOptions): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const { brokers } = await admin.describeCluster();
  const replicas = brokers.map(({ nodeId }) => nodeId).slice(0, 3);
  await admin.createTopics({
    waitForLeaders: false,
    topics: [{ topic, replicaAssignment: [{ partition: 0, replicas }] }],
  });
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: topic,
        configEntries: [{ name: 'min.insync.replicas', value: '2' }],
      },
    ],
  });
  await admin.disconnect();
}
