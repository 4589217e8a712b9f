import type { HistoryEvent } from '../history/events.ts';

/** The code under test does not hold a claim; `code` names the misconception, the events prove it. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  readonly code: string;
  readonly evidence: HistoryEvent[];

  constructor(code: string, evidence: HistoryEvent[]) {
    super(code);
    this.code = code;
    this.evidence = evidence;
  }
}

/** Nothing can be said: the environment broke, or the fault that the check needs did not happen. */
export class InconclusiveError extends Error {
  override readonly name = 'InconclusiveError';
}

/** Ends the check as failed with that diagnosis of the lab. */
export function fail(code: string, evidence: HistoryEvent[]): never {
  throw new CheckFailure(code, evidence);
}

/** Ends the check as inconclusive. */
export function inconclusive(why: string): never {
  throw new InconclusiveError(why);
}
