import type { DatabaseDetails } from '../../history/events.ts';
import { type AppliedRule, type Match, type OnBug, type PassingAction, type Rule, RuleBook } from '../rule-book.ts';
import type { Verb } from './sql.ts';

/** Which commands (`at: 'request'`), or whole replies (`at: 'answer'`), a rule is about. */
export interface CommandMatch extends Match<DatabaseDetails> {
  /** Any, without it. */
  verb?: Verb;
}

/** A rule that is in force. */
export type AppliedCommandRule = AppliedRule<DatabaseDetails>;

export type CommandRule = Rule<DatabaseDetails, CommandMatch, PassingAction>;

/** The rules of one lane to a database. */
export class CommandRules extends RuleBook<DatabaseDetails, CommandMatch, PassingAction> {
  constructor(onBug?: OnBug) {
    super(
      ({ verb, at = 'request' }, details) =>
        (at === 'request') === (details.kind === 'command') && (verb === undefined || details.verb === verb),
      onBug,
    );
  }
}
