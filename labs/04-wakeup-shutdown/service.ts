import {
  type CheckContext,
  effect,
  type HistoryEvent,
  kafkaClient,
  type LearnerProcess,
  makeGrounds,
  overlapped,
  type Story,
  type TestGround,
  type TestTopic,
} from '#testing';
import { type Code, fail } from './judging.ts';
import { ordersIn } from './orders.ts';

export const ORDERS = ordersIn(1, 2, 3);

/** A ground with the topic where deliveries are told. */
export interface ServiceGround extends TestGround {
  deliveries: TestTopic;
}

export async function serviceGrounds({ cluster }: CheckContext, count: number): Promise<ServiceGround[]> {
  const grounds = await makeGrounds(cluster, ORDERS, count, { group: 'couriers' });
  const deliveries = await cluster.createTopics('deliveries', count, { partitions: 1 });
  return grounds.map((ground, index) => ({ ...ground, deliveries: deliveries[index]! }));
}

export interface Timing {
  sessionTimeoutMs: number;
  deadlineMs: number;
}

/** Starts the service in a process that may end. */
export function begin(
  learner: LearnerProcess,
  { topic, group, deliveries }: ServiceGround,
  timing: Timing,
): Promise<void> {
  return learner.call('delivery-service.ts', 'startDeliveryService', {
    kafka: kafkaClient(),
    topic,
    groupId: group,
    deliveries: deliveries.name,
    deliver: effect('deliver'),
    ...timing,
  });
}

/** Fails with that code, or, where several orders of a partition were in hand at once, with that: it explains the rest. */
export function failWith(story: Story, code: Code, proof: HistoryEvent[]): never {
  const [several] = overlapped(story);
  return several ? fail('several-in-hand', several.proof) : fail(code, proof);
}

/** The event with which a process ended. */
export const exitOf = (events: readonly HistoryEvent[], process = 'worker'): HistoryEvent | undefined =>
  events.find(({ details }) => details.kind === 'exit' && details.process === process);

/** Whether a signal ended a process, and not the process itself. */
export function endedBySignal(events: readonly HistoryEvent[], process = 'worker'): boolean {
  const details = exitOf(events, process)?.details;
  return details?.kind === 'exit' && details.signal !== null;
}

/** The requests of one process to leave its group. */
export const leavesOf = (events: readonly HistoryEvent[], process = 'worker'): HistoryEvent[] =>
  events.filter(
    ({ details }) => details.kind === 'request' && details.api === 'LeaveGroup' && details.process === process,
  );
