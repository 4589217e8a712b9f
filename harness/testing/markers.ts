import type { Marker } from '../learner-host/messages.ts';
import type { TestCluster } from './test-cluster.ts';

export interface KafkaClientOptions {
  clientId?: string;
  /** After this long without an answer kafkajs gives up on a request; 30 s, its own default, without it. */
  requestTimeoutMs?: number;
}

/** Becomes a real kafkajs client in the learner process, connected to the cluster of this check. */
export function kafkaClient(
  cluster: TestCluster,
  { clientId = 'shop', requestTimeoutMs }: KafkaClientOptions = {},
): Marker {
  const brokers = cluster.addresses.map(({ host, port }) => `${host}:${port}`);
  return { $marker: 'kafka', brokers, clientId, ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }) };
}
