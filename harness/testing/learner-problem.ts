import type { CommonCode } from '../diagnosis/common.ts';

/** Something wrong with the program under test that stops a check, whatever the check asks. */
export class LearnerProblem extends Error {
  override readonly name = 'LearnerProblem';
  readonly code: CommonCode;
  readonly facts: { actor: string; text: string }[];

  constructor(code: CommonCode, facts: { actor: string; text: string }[]) {
    super(`${code}: ${facts.map(({ text }) => text).join('; ')}`);
    this.code = code;
    this.facts = facts;
  }
}
