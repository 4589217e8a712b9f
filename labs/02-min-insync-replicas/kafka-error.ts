/**
 * Kafka's name of the error that a broker answered, such as NOT_ENOUGH_REPLICAS; undefined where no broker answered.
 * kafkajs wraps what it would have tried again, and the answer is in `cause`.
 */
export function brokerErrorOf(error: unknown): string | undefined {
  const { type, cause } = Object(error) as { type?: unknown; cause?: unknown };
  if (typeof type === 'string') return type;
  return cause === undefined ? undefined : brokerErrorOf(cause);
}

/**
 * Whether kafkajs counts the error among those that may pass: a leader that is being elected, a lost connection, too few
 * replicas. False for what stays wrong however often it is tried, and for errors that are not kafkajs's at all.
 */
export function mayPass(error: unknown): boolean {
  const { retriable, cause } = Object(error) as { retriable?: unknown; cause?: unknown };
  return cause === undefined ? retriable === true : mayPass(cause);
}
