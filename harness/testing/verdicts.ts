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

/** Ends a check as failed: `code` names the misconception, and the events prove it. */
export type Fail<Code extends string> = (code: Code, evidence: HistoryEvent[]) => never;

/**
 * Makes what fails the checks of one lab, by the codes that its lab.ts describes. Give its constant the type Fail: the compiler
 * sees only then that nothing behind a call of it is run.
 */
export const judging =
  <Code extends string>(): Fail<Code> =>
  (code, evidence) => {
    throw new CheckFailure(code, evidence);
  };

/** Ends the check as inconclusive. */
export function inconclusive(why: string): never {
  throw new InconclusiveError(why);
}
