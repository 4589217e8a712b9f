import { eventually } from '../../harness/broker/eventually.ts';
import { appendRecords, readPartition } from '../../harness/broker/log.ts';
import { createTopics } from '../../harness/broker/topics.ts';
import type { Brokers } from './brokers.ts';

/** Topics of one test file on its only broker: each test has its own. */
export function topicsOn(brokers: () => Brokers) {
  let made = 0;
  const stored = async (topic: string, partition = 0): Promise<string[]> =>
    (await readPartition(brokers().ask(), topic, partition)).map(({ value }) => String(value));
  const newTopic = async (partitions = 1, configs: Record<string, string> = {}): Promise<string> => {
    const name = `orders-${++made}`;
    await createTopics(brokers().ask(), [{ name, partitions, configs }]);
    for (let partition = 0; partition < partitions; partition++)
      await eventually(`${name}-${partition} is led`, () => stored(name, partition).then(() => true));
    return name;
  };
  return {
    /** The values that a partition holds, those of transactions included. */
    stored,
    /** The name of a new topic whose partitions are led. */
    newTopic,
    /** The name of a new topic of one partition, which holds these. */
    async topicOf(...values: string[]): Promise<string> {
      const name = await newTopic();
      const records = values.map((value) => ({ value }));
      await appendRecords(brokers().ask(), name, 0, records);
      return name;
    },
  };
}
