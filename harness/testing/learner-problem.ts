import type { CommonCode } from '../diagnosis/common.ts';
import { placeIn } from './place-in.ts';

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

/** The program came to a `todo(…)` of the stub: what it says, and where it stands. */
export function missingDecision({ text, stack }: { text: string; stack: string }): LearnerProblem {
  const told = `came to todo(‘${text}’)${placeIn(stack)}`;
  return new LearnerProblem('missing-decision', [{ actor: 'you', text: told }]);
}
