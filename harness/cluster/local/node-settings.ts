import { join } from 'node:path';
import type { Shape } from '../cluster.ts';

/** One Kafka process of a cluster: a broker, the controller, or both in one. */
export interface NodePlan {
  id: number;
  roles: 'broker' | 'controller' | 'broker,controller';
  /** The port that clients use; a controller of its own has none. */
  brokerPort: number | undefined;
  folder: string;
}

export const CONTROLLER_ID = 100;

/** The nodes of a shape, each with a folder of its own. `ports` holds one per broker. */
export function planNodes(shape: Shape, folder: string, ports: number[]): NodePlan[] {
  const plan = (id: number, roles: NodePlan['roles'], brokerPort: number | undefined): NodePlan => ({
    id,
    roles,
    brokerPort,
    folder: join(folder, `node-${id}`),
  });
  if (shape === 'one') return [plan(1, 'broker,controller', ports[0])];
  const brokers = ports.map((port, index) => plan(index + 1, 'broker', port));
  // The controller stands apart: freezing or killing a broker must never take the quorum with it.
  return [plan(CONTROLLER_ID, 'controller', undefined), ...brokers];
}

/** server.properties of one node. */
export function settingsOf(node: NodePlan, shape: Shape, controllerPort: number): Record<string, string> {
  const controllerId = shape === 'one' ? node.id : CONTROLLER_ID;
  const listeners = [
    ...(node.brokerPort === undefined ? [] : [`PLAINTEXT://127.0.0.1:${node.brokerPort}`]),
    ...(node.roles.includes('controller') ? [`CONTROLLER://127.0.0.1:${controllerPort}`] : []),
  ];
  return {
    'node.id': String(node.id),
    'process.roles': node.roles,
    'controller.quorum.voters': `${controllerId}@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    listeners: listeners.join(','),
    'log.dirs': join(node.folder, 'data'),
    ...labSettings(shape),
  };
}

/** What the labs need of every broker, with the default it replaces. Measured: what a short session or wait buys. */
export function labSettings(shape: Shape): Record<string, string> {
  const replicas = shape === 'one' ? '1' : '3';
  return {
    // 9000. Of three, a dead leader is replaced in 2 s. One alone has nobody to replace it: a busy machine that keeps it from
    // its own controller for so long would only make it give up its groups, in the middle of a check.
    'broker.session.timeout.ms': shape === 'one' ? '30000' : '2000',
    'broker.heartbeat.interval.ms': '200', // 2000
    'replica.fetch.wait.max.ms': '100', // 500: a frozen follower's parked fetch is over sooner
    'replica.fetch.backoff.ms': '100', // 1000: a restarted broker's first acks=all answers in 0.1 s
    'auto.leader.rebalance.enable': 'false', // true would move leaders in the middle of a check
    'auto.create.topics.enable': 'false', // true would hide a misspelt topic
    'group.initial.rebalance.delay.ms': '0', // 3000
    'group.min.session.timeout.ms': '1000', // 6000
    'group.consumer.min.session.timeout.ms': '1000', // 45000
    'group.consumer.session.timeout.ms': '1500', // 45000
    'group.consumer.min.heartbeat.interval.ms': '100', // 5000
    'group.consumer.heartbeat.interval.ms': '200', // 5000
    'offsets.topic.num.partitions': '1', // 50
    'offsets.topic.replication.factor': replicas, // 3
    'transaction.state.log.num.partitions': '1', // 50
    'transaction.state.log.replication.factor': replicas, // 3
    'transaction.state.log.min.isr': '1', // 2
    'share.coordinator.state.topic.num.partitions': '1', // 50
    'share.coordinator.state.topic.replication.factor': replicas, // 3
    'share.coordinator.state.topic.min.isr': '1', // 2
    'log.cleaner.dedupe.buffer.size': '2097152', // 128 MB: half of the heap that a lab's broker has
    'log.initial.task.delay.ms': '500', // 30000
  };
}
