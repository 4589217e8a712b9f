import { BrokerUnreachableError } from '../broker/connection.ts';
import { NeverHappenedError } from '../broker/eventually.ts';
import { BrokerRefusedError } from '../broker/log.ts';
import { DatabaseUnreachableError } from '../database/connection.ts';
import { HarnessError } from '../errors.ts';
import { InconclusiveError } from './verdicts.ts';

/** What the system says of a connection that another try may make: the server is down, starts, or has just hung up. */
const CONNECTION_CODES: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);

/** Whether an error that ended a check says that the environment broke: nothing can be said about the program then. */
export function isEnvironment(thrown: unknown): boolean {
  if (thrown instanceof HarnessError) return thrown.code !== 'HARNESS_BUG';
  return (
    thrown instanceof InconclusiveError ||
    thrown instanceof NeverHappenedError ||
    thrown instanceof BrokerUnreachableError ||
    thrown instanceof DatabaseUnreachableError
  );
}

/** Whether an error of a probe is the environment's, and of a kind that another try may not meet again. */
export function mayPass(error: unknown): boolean {
  return (
    error instanceof BrokerUnreachableError ||
    error instanceof BrokerRefusedError ||
    error instanceof DatabaseUnreachableError ||
    error instanceof NeverHappenedError ||
    (error instanceof Error && 'code' in error && CONNECTION_CODES.has(error.code))
  );
}
