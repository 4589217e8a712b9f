import type { Marker } from '../learner-host/messages.ts';
import type { TestCluster } from './test-cluster.ts';

/** Becomes a real kafkajs client in the learner process, connected to the cluster of this check. */
export function kafkaClient(cluster: TestCluster, { clientId = 'shop', bootstrap = cluster.brokerIds } = {}): Marker {
  const brokers = cluster.addresses
    .filter(({ id }) => bootstrap.includes(id))
    .map(({ host, port }) => `${host}:${port}`);
  return { $marker: 'kafka', brokers, clientId };
}
