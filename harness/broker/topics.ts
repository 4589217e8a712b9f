import { errorName } from '../protocol/apis.ts';
import type { BrokerConnection } from './connection.ts';

/** A topic to create: with replicas placed one by one, or counted. */
export interface NewTopic {
  name: string;
  partitions?: number;
  replicationFactor?: number;
  /** For each partition the brokers that hold it, the preferred leader first. Replaces the two counts. */
  replicas?: number[][];
  configs?: Record<string, string>;
}

interface CreateTopicsAnswer {
  topics: { name: string; error_code: number; error_message: string | null }[];
}

/** Creates topics and throws, with Kafka's name of the error, unless all were made. Does not wait for their leaders. */
export async function createTopics(connection: BrokerConnection, topics: NewTopic[]): Promise<void> {
  const answer = await connection.request<CreateTopicsAnswer>('CreateTopics', 5, {
    timeout_ms: 10_000,
    topics: topics.map(({ name, partitions = 1, replicationFactor = 1, replicas, configs = {} }) => ({
      name,
      num_partitions: replicas ? -1 : partitions,
      replication_factor: replicas ? -1 : replicationFactor,
      assignments: (replicas ?? []).map((broker_ids, partition_index) => ({ partition_index, broker_ids })),
      configs: Object.entries(configs).map(([configName, value]) => ({ name: configName, value })),
    })),
  });
  const refused = answer.topics.filter(({ error_code }) => error_code !== 0);
  if (refused.length > 0)
    throw new Error(
      refused.map((t) => `topic ${t.name}: ${errorName(t.error_code)} ${t.error_message ?? ''}`.trim()).join('; '),
    );
}

/** Asks for topics to be deleted. Resolves after `timeoutMs` at the latest; a topic that does not exist is no error. */
export async function deleteTopics(
  connection: BrokerConnection,
  names: readonly string[],
  { timeoutMs = 5_000 } = {},
): Promise<void> {
  await connection.request('DeleteTopics', 5, { topic_names: [...names], timeout_ms: timeoutMs });
}

/** The names of all topics whose name begins so. */
export async function listTopics(connection: BrokerConnection, prefix: string): Promise<string[]> {
  const { topics } = await connection.request<{ topics: { name: string }[] }>('Metadata', 9, { topics: null });
  return topics.map(({ name }) => name).filter((name) => name.startsWith(prefix));
}
