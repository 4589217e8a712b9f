import type { WireDetails } from '../history/events.ts';
import { errorCode } from '../protocol/apis.ts';

/** Which requests, or answers, a rule is about. */
export interface RuleMatch {
  api: string;
  /** `request`: before the broker sees it. `answer`: after the broker answered, before the client hears. */
  at?: 'request' | 'answer';
  /** The how-manieth match, from 1. */
  nth?: number;
  /** Every match, instead of one. */
  every?: true;
  where?: (details: WireDetails) => boolean;
}

/**
 * What happens to it:
 * - `hold`: it waits, with all that follows it in that direction of the connection, until `release`.
 * - `delay`: the same for `ms` milliseconds.
 * - `drop`: it and all that follows it in that direction of the connection is swallowed.
 * - `cut`: both sides of the connection are closed instead.
 * - `refuse`: the tap answers with this error (Kafka's name) and the broker never sees the request.
 */
export type RuleAction =
  | { act: 'hold' }
  | { act: 'delay'; ms: number }
  | { act: 'drop' }
  | { act: 'cut' }
  | { act: 'refuse'; error: string };

/** A rule that is in force. */
export interface AppliedRule {
  /** Resolves with the first request or answer that it was applied to: the proof that the fault happened. */
  readonly hit: Promise<WireDetails>;
  /** How often it was applied. */
  readonly hits: number;
  /** Lets what it holds go on, and whatever it would have held from now on. */
  release(): void;
  /** It applies to nothing more; what it holds stays held. */
  remove(): void;
}

/** The rules of one lane, the oldest first. */
export class Rules {
  readonly #rules = new Set<Rule>();

  add(match: RuleMatch, action: RuleAction): AppliedRule {
    if (action.act === 'refuse' && match.at === 'answer')
      throw new Error('a request is refused before the broker sees it: at must be request');
    if (action.act === 'refuse') errorCode(action.error); // throws on an error that Kafka does not have
    const rule = new Rule(match, action, () => this.#rules.delete(rule));
    this.#rules.add(rule);
    return rule;
  }

  /** The rule that applies to this request or answer; it counts as applied. */
  find(details: WireDetails): Rule | undefined {
    for (const rule of this.#rules) if (rule.applies(details)) return rule;
    return undefined;
  }

  get isEmpty(): boolean {
    return this.#rules.size === 0;
  }

  clear(): void {
    this.#rules.clear();
  }
}

export class Rule implements AppliedRule {
  readonly action: RuleAction;
  readonly hit: Promise<WireDetails>;
  readonly #match: RuleMatch;
  readonly #remove: () => void;
  readonly #releases: (() => void)[] = [];
  #isReleased = false;
  #seen = 0;
  #hits = 0;
  #tellHit!: (details: WireDetails) => void;

  constructor(match: RuleMatch, action: RuleAction, remove: () => void) {
    this.#match = match;
    this.action = action;
    this.#remove = remove;
    this.hit = new Promise((resolve) => {
      this.#tellHit = resolve;
    });
  }

  get hits(): number {
    return this.#hits;
  }

  applies(details: WireDetails): boolean {
    const { api, at = 'request', nth = 1, every, where } = this.#match;
    if (details.api !== api || details.kind !== at || where?.(details) === false) return false;
    if (++this.#seen !== nth && !every) return false;
    if (!every) this.#remove();
    return true;
  }

  /** Told when the rule has been applied; `release` lets what is held go on. */
  applied(details: WireDetails, release?: () => void): void {
    this.#hits++;
    if (release && this.#isReleased) release();
    else if (release) this.#releases.push(release);
    this.#tellHit(details);
  }

  release(): void {
    this.#isReleased = true;
    for (const release of this.#releases.splice(0)) release();
  }

  remove(): void {
    this.#remove();
  }
}
