import { errorName } from '../protocol/apis.ts';
import type { Message } from '../protocol/types.ts';
import type { Address, BrokerConnection } from './connection.ts';

export interface BrokerInfo extends Address {
  id: number;
}

/** What one broker believes of one partition. Each broker learns of a change by itself, 40 to 220 ms after it. */
export interface PartitionState {
  partition: number;
  /** -1 while nobody leads. */
  leader: number;
  replicas: number[];
  inSync: number[];
  error: string;
}

export interface TopicState {
  name: string;
  error: string;
  partitions: PartitionState[];
}

export interface ClusterState {
  clusterId: string | null;
  controllerId: number;
  brokers: BrokerInfo[];
  topics: TopicState[];
}

interface MetadataAnswer {
  brokers: { node_id: number; host: string; port: number }[];
  cluster_id: string | null;
  controller_id: number;
  topics: {
    error_code: number;
    name: string;
    partitions: {
      error_code: number;
      partition_index: number;
      leader_id: number;
      replica_nodes: number[];
      isr_nodes: number[];
    }[];
  }[];
}

/** Asks this one broker what it believes: the brokers alive, and the named topics (none by default). */
export async function describeCluster(
  connection: BrokerConnection,
  { topics = [] as string[], timeoutMs = 2_000 } = {},
): Promise<ClusterState> {
  const body: Message = { topics: topics.map((name) => ({ name })), allow_auto_topic_creation: false };
  const answer = await connection.request<MetadataAnswer>('Metadata', 9, body, { timeoutMs });
  return {
    clusterId: answer.cluster_id,
    controllerId: answer.controller_id,
    brokers: answer.brokers.map(({ node_id, host, port }) => ({ id: node_id, host, port })),
    topics: answer.topics.map((topic) => ({
      name: topic.name,
      error: errorName(topic.error_code),
      partitions: topic.partitions
        .map((p) => ({
          partition: p.partition_index,
          leader: p.leader_id,
          replicas: p.replica_nodes,
          inSync: p.isr_nodes,
          error: errorName(p.error_code),
        }))
        .sort((a, b) => a.partition - b.partition),
    })),
  };
}
