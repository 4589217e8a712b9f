import type { IHeaders, Kafka, KafkaMessage } from 'kafkajs';

/** An order, as the records hold it. */
export interface Order {
  id: string;
  customer: string;
  payBy: 'card' | 'invoice';
  cents: number;
}

/** What the payment consumer of the first task is given. */
export interface PaymentOptions {
  kafka: Kafka;
  topic: string;
  /** Where records go that can never be paid. It exists, with as many partitions as the topic. */
  deadLetterTopic: string;
  groupId: string;
  /** Asks the payment gateway. Rejects where the gateway says no, and where it says nothing. */
  pay(order: Order): Promise<void>;
}

/** What the retrying consumers of the second task are given. */
export interface RetryOptions extends PaymentOptions {
  /** Where orders wait that are to be tried again. It exists, with as many partitions as the topic. */
  retryTopic: string;
  /** The group of those that read it. */
  retryGroupId: string;
  /** The longest that the first wait may be, in milliseconds; each further one may be twice as long. */
  baseMs: number;
  /** After so long without a sign of life a member counts as dead; in milliseconds. */
  sessionTimeoutMs: number;
}

/** What the program of the third task is given. The topics that dead letters came from are in their headers. */
export interface RedriveOptions {
  kafka: Kafka;
  deadLetterTopic: string;
  /** The group whose offsets say which dead letters were put back. Nobody else uses it. */
  groupId: string;
  /** The same for each run of this program, and for no other program. */
  transactionalId: string;
}

/** So often an order is tried, the first time included. */
export const MAX_ATTEMPTS = 5;

/** The names of the headers that this course uses. Their values are text. */
export const header = {
  /** How often it was tried. */
  attempts: 'attempts',
  /** Not to be tried before: milliseconds since 1970. */
  due: 'due',
  topic: 'origin-topic',
  partition: 'origin-partition',
  offset: 'origin-offset',
  /** The error's `name`, such as `SyntaxError`. */
  error: 'error-name',
  message: 'error-message',
  /** When it failed, ISO 8601. */
  time: 'failed-at',
} as const;

/** A header as text; undefined where the record has none of that name. */
export function textOf({ headers }: { headers?: IHeaders | undefined }, name: string): string | undefined {
  return headers?.[name]?.toString();
}

export class UnknownPaymentError extends Error {
  override name = 'UnknownPaymentError';
}

/** The order in a record. Throws SyntaxError where the value is no JSON, UnknownPaymentError where nobody knows how to pay it. */
export function parseOrder({ value }: Pick<KafkaMessage, 'value'>): Order {
  const order: Order | null = JSON.parse(String(value));
  if (order?.payBy !== 'card' && order?.payBy !== 'invoice')
    throw new UnknownPaymentError(`nobody knows how to pay by ${order?.payBy}`);
  return order;
}

/** Whether the gateway gave no answer, so that a later try may succeed. Whatever else fails, fails again. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === TIMED_OUT;
}

export const TIMED_OUT = 'the gateway timed out';
