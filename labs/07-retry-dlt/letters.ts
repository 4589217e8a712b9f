import {
  type CheckContext,
  effect,
  kafkaClient,
  type LearnerProcess,
  type LogRecord,
  makeGrounds,
  type TestGround,
  type TestTopic,
  type WireDetails,
  type Workload,
} from '#testing';
import type { Order } from './order.ts';

/** A ground with a dead letter topic. */
export interface PaymentGround extends TestGround {
  deadLetters: TestTopic;
}

/** A record of a workload, with headers where it has some. */
export interface OrderRecord {
  subject: string;
  key: string | Buffer | null;
  value: string | Buffer | null;
  headers?: Record<string, string | Buffer>;
}

/** An order that can be paid. */
export function order(number: number, customer = `customer-${number}`): OrderRecord {
  const value: Order = { id: `order-${number}`, customer, payBy: 'card', cents: 100 * number };
  return { subject: value.id, key: customer, value: JSON.stringify(value) };
}

/** One whose JSON breaks off. */
export function broken(number: number, customer = `customer-${number}`): OrderRecord {
  return {
    subject: `order-${number}`,
    key: customer,
    value: `{ "id": "order-${number}", "customer": "${customer}", "payB`,
  };
}

/** One that says how to pay it in a way that nobody knows; its spaces tell whether the value was written anew. */
export function unknown(number: number, customer = `customer-${number}`): OrderRecord {
  const value = `{"id" : "order-${number}",  "payBy" : "shells",  "customer" : "${customer}", "cents" : 7.50}`;
  return { subject: `order-${number}`, key: customer, value };
}

export async function paymentGrounds(
  { cluster }: CheckContext,
  workload: Workload,
  count: number,
): Promise<PaymentGround[]> {
  const [grounds, topics] = await Promise.all([
    makeGrounds(cluster, workload, count),
    cluster.createTopics('orders.dead', count, { partitions: workload.length }),
  ]);
  return grounds.map((ground, index) => ({ ...ground, deadLetters: topics[index]! }));
}

/** Starts the payments of task 1. */
export function beginPayments(learner: LearnerProcess, { topic, group, deadLetters }: PaymentGround): Promise<void> {
  return learner.call('payments.ts', 'startPayments', {
    kafka: kafkaClient(),
    topic,
    deadLetterTopic: deadLetters.name,
    groupId: group,
    pay: effect('pay'),
  });
}

/** All records of a topic that its readers see, of each partition in order. */
export const recordsIn = (topic: TestTopic): Promise<LogRecord[]> => topic.readAll('committed');

/** Whether a request is about that topic: what rules of the tap ask. */
export const isAbout =
  ({ name }: TestTopic) =>
  ({ partitions = [] }: WireDetails): boolean =>
    partitions.some(({ topic }) => topic === name);

/** What the gateway says of an order that it will never take. */
export const REFUSED = 'the card was refused';

/** A header as text; undefined where there is none. */
export const headerOf = ({ headers }: Pick<LogRecord, 'headers'>, name: string): string | undefined =>
  headers.find((header) => header.name === name)?.value?.toString();

/** The subject of the record with that value, whoever wrote it. */
export const subjectIn = ({ value }: Pick<LogRecord, 'value'>): string | undefined =>
  /order-\d+/.exec(String(value))?.[0];

/** A ground with a retry topic, too, and the group that reads it. */
export interface RetryGround extends PaymentGround {
  retries: TestTopic;
  retryGroup: string;
}

export async function retryGrounds(context: CheckContext, workload: Workload, count: number): Promise<RetryGround[]> {
  const { cluster } = context;
  const [grounds, topics] = await Promise.all([
    paymentGrounds(context, workload, count),
    cluster.createTopics('orders.retry', count, {
      partitions: workload.length,
      configs: { 'message.timestamp.type': 'LogAppendTime' }, // a program may keep the time of the order
    }),
  ]);
  return grounds.map((ground, index) => {
    const retryGroup = cluster.groupName('retries');
    return { ...ground, retries: topics[index]!, retryGroup, otherGroups: [retryGroup] };
  });
}

export interface Backoff {
  baseMs: number;
  sessionTimeoutMs: number;
}

/** Starts both consumers of task 2. */
export function beginRetries(learner: LearnerProcess, ground: RetryGround, backoff: Backoff): Promise<void> {
  const { topic, group, deadLetters, retries, retryGroup } = ground;
  return learner.call('retries.ts', 'startRetries', {
    kafka: kafkaClient(),
    topic,
    retryTopic: retries.name,
    deadLetterTopic: deadLetters.name,
    groupId: group,
    retryGroupId: retryGroup,
    pay: effect('pay'),
    ...backoff,
  });
}
