import type { CommonCode } from '../diagnosis/common.ts';
import { eventWords, type Facts } from '../facts/event-words.ts';
import { placeIn } from './place-in.ts';

/** Something that shows a problem: facts, or words where it is about nothing that a history knows. */
export interface ProblemFact {
  actor: string;
  said: Facts | string;
}

/** Something wrong with the program under test that stops a check, whatever the check asks. */
export class LearnerProblem extends Error {
  override readonly name = 'LearnerProblem';
  readonly code: CommonCode;
  readonly facts: readonly ProblemFact[];

  constructor(code: CommonCode, facts: readonly ProblemFact[]) {
    super(`${code}: ${facts.map(({ said }) => (typeof said === 'string' ? said : eventWords(said))).join('; ')}`);
    this.code = code;
    this.facts = facts;
  }
}

/** The program came to a `todo(…)` of the stub: what it says, and where it stands. */
export function missingDecision({ text, stack }: { text: string; stack: string }): LearnerProblem {
  const [, number] = /^(\d+):/.exec(text) ?? [];
  const said: Facts = {
    kind: 'decision',
    number: number === undefined ? undefined : Number(number),
    ask: text,
    place: placeIn(stack),
  };
  return new LearnerProblem('missing-decision', [{ actor: 'you', said }]);
}
