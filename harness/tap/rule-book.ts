/** Which of all that passes a lane a rule is about; each kind of lane adds what it tells things apart by. */
export interface Match<Details> {
  /** `request`: before the server sees it. `answer`: after the server answered, before the client hears. */
  at?: 'request' | 'answer';
  /** The how-manieth match, from 1. */
  nth?: number;
  /** Every match, instead of one. */
  every?: true;
  where?: (details: Details) => boolean;
}

/**
 * What happens to it:
 * - `hold`: it waits, with all that follows it in that direction of the connection, until `release`.
 * - `delay`: the same for `ms` milliseconds.
 * - `drop`: it and all that follows it in that direction of the connection is swallowed.
 * - `cut`: both sides of the connection are closed instead.
 */
export type PassingAction = { act: 'hold' } | { act: 'delay'; ms: number } | { act: 'drop' } | { act: 'cut' };

/** A rule that is in force. */
export interface AppliedRule<Details> {
  /** Resolves with the first thing that it was applied to: the proof that the fault happened. */
  readonly hit: Promise<Details>;
  /** How often it was applied. */
  readonly hits: number;
  /** Lets what it holds go on, and whatever it would have held from now on. */
  release(): void;
  /** It applies to nothing more; what it holds stays held. */
  remove(): void;
}

/** Takes the error of a check's own function, such as `where` of a rule: thrown where bytes pass, it would end the thread. */
export type OnBug = (error: unknown) => void;

/** For lanes of which no check would hear. */
export const throwIt: OnBug = (error) => {
  throw error;
};

/** The rules of one lane, the oldest first. `fits` says whether a thing is what a match is about, its counting aside. */
export class RuleBook<Details, M extends Match<Details>, Action> {
  readonly #rules = new Set<Rule<Details, M, Action>>();
  readonly #fits: (match: M, details: Details) => boolean;
  readonly #onBug: OnBug;

  constructor(fits: (match: M, details: Details) => boolean, onBug: OnBug = throwIt) {
    this.#fits = fits;
    this.#onBug = onBug;
  }

  add(match: M, action: Action): AppliedRule<Details> {
    const rule = new Rule(match, action, this.#fits, () => this.#rules.delete(rule));
    this.#rules.add(rule);
    return rule;
  }

  /** The rule that applies to this; it counts as applied. None where a rule's `where` throws. */
  find(details: Details): Rule<Details, M, Action> | undefined {
    try {
      for (const rule of this.#rules) if (rule.applies(details)) return rule;
    } catch (error) {
      this.#onBug(error);
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return this.#rules.size === 0;
  }

  clear(): void {
    this.#rules.clear();
  }
}

export class Rule<Details, M extends Match<Details>, Action> implements AppliedRule<Details> {
  readonly action: Action;
  readonly hit: Promise<Details>;
  readonly #match: M;
  readonly #fits: (match: M, details: Details) => boolean;
  readonly #remove: () => void;
  readonly #releases: (() => void)[] = [];
  #isReleased = false;
  #seen = 0;
  #hits = 0;
  #tellHit!: (details: Details) => void;

  constructor(match: M, action: Action, fits: (match: M, details: Details) => boolean, remove: () => void) {
    this.#match = match;
    this.action = action;
    this.#fits = fits;
    this.#remove = remove;
    this.hit = new Promise((resolve) => {
      this.#tellHit = resolve;
    });
  }

  get hits(): number {
    return this.#hits;
  }

  applies(details: Details): boolean {
    const { nth = 1, every, where } = this.#match;
    if (!this.#fits(this.#match, details) || where?.(details) === false) return false;
    if (++this.#seen !== nth && !every) return false;
    if (!every) this.#remove();
    return true;
  }

  /** Told when the rule has been applied; `release` lets what is held go on. */
  applied(details: Details, release?: () => void): void {
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
