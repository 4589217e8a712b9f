import type { WireDetails } from '../history/events.ts';
import { errorCode } from '../protocol/apis.ts';
import type { ApiName, ErrorName } from '../protocol/names.ts';
import {
  type Match,
  type OnBug,
  type PassingAction,
  type Rule,
  RuleBook,
  type AppliedRule as RuleInForce,
} from './rule-book.ts';

/** Which requests, or answers, a rule is about. */
export interface RuleMatch extends Match<WireDetails> {
  api: ApiName;
}

/** What happens to them. `refuse`: the tap answers with this error (Kafka's name) and the broker never sees the request. */
export type RuleAction = PassingAction | { act: 'refuse'; error: ErrorName };

/** A rule that is in force. */
export type AppliedRule = RuleInForce<WireDetails>;

export type WireRule = Rule<WireDetails, RuleMatch, RuleAction>;

/** The rules of one lane to the brokers. */
export class Rules extends RuleBook<WireDetails, RuleMatch, RuleAction> {
  constructor(onBug?: OnBug) {
    super(({ api, at = 'request' }, details) => details.api === api && details.kind === at, onBug);
  }

  override add(match: RuleMatch, action: RuleAction): AppliedRule {
    if (action.act === 'refuse' && match.at === 'answer')
      throw new Error('a request is refused before the broker sees it: at must be request');
    if (action.act === 'refuse') errorCode(action.error); // throws on an error that Kafka does not have
    return super.add(match, action);
  }
}
