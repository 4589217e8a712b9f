import { Consumer } from '@platformatic/kafka';
import { Kafka, logLevel } from 'kafkajs';

/** A member of a group for `npm run rebalance-table`: prints the partition of each record that it reads, one a line. */
const [, , protocol, broker, topic, groupId, sessionMs] = process.argv as string[];
const tell = (partition: number): void => void process.stdout.write(`${partition}\n`);

if (protocol === 'eager') {
  const kafka = new Kafka({ brokers: [broker!], logLevel: logLevel.NOTHING });
  const sessionTimeout = Number(sessionMs);
  const options = { groupId: groupId!, sessionTimeout, heartbeatInterval: sessionTimeout / 10, maxWaitTimeInMs: 100 };
  const consumer = kafka.consumer(options);
  await consumer.connect();
  await consumer.subscribe({ topic: topic! });
  await consumer.run({ eachMessage: async ({ partition }) => tell(partition) });
} else {
  const consumer = new Consumer({
    clientId: 'shop',
    groupId: groupId!,
    bootstrapBrokers: [broker!],
    groupProtocol: 'consumer',
    maxWaitTime: 100,
  });
  const stream = await consumer.consume({ topics: [topic!], mode: 'latest' });
  for await (const { partition } of stream) tell(partition);
}
