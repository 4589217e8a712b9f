import { tell } from '../facts/event-words.ts';
import type { HistoryEvent } from '../history/events.ts';
import type { History } from '../history/history.ts';
import { LearnerError } from './learner-error.ts';
import { LearnerProblem } from './learner-problem.ts';

/** A call under way, watched from outside: whether it settled, how, and the event that says so. */
export interface Attempt {
  /** Undefined while it is pending. */
  readonly outcome: 'resolved' | 'rejected' | undefined;
  readonly value: unknown;
  readonly error: LearnerError | undefined;
  /** The event of its end, for evidence. */
  readonly event: HistoryEvent | undefined;
  /** The events of its history since it began. */
  readonly events: readonly HistoryEvent[];
  /**
   * Settles when the call has settled, or after `withinMs`; true when it has. Rejects only with what the learner's code has no
   * part in: a bug of the course.
   */
  settled(withinMs: number): Promise<boolean>;
}

/**
 * Watches a call into the learner's code without being thrown off by its rejection. `what` is how evidence names it.
 * Anything but an error thrown by the learner's code (a crash, a missing decision) still ends the check by itself.
 */
export function attempt(history: History, what: string, call: Promise<unknown>): Attempt {
  const before = history.events.length;
  const state: { -readonly [K in keyof Omit<Attempt, 'settled' | 'events'>]: Attempt[K] } = {
    outcome: undefined,
    value: undefined,
    error: undefined,
    event: undefined,
  };
  const done = call.then(
    (value) => {
      state.outcome = 'resolved';
      state.value = value;
      const given = typeof value === 'string' ? { value } : {};
      state.event = tell(history, 'you', { kind: 'call', call: what, outcome: 'resolved', ...given });
    },
    (error: unknown) => {
      if (error instanceof LearnerProblem) return new Promise<void>(() => {}); // the check is being ended
      if (!(error instanceof LearnerError)) throw error;
      state.outcome = 'rejected';
      state.error = error;
      const why = error.kafkaCode ?? error.name;
      state.event = tell(history, 'you', { kind: 'call', call: what, outcome: 'rejected', error: why });
      return undefined;
    },
  );
  done.catch(() => {}); // told by `settled`
  Object.defineProperty(state, 'events', { get: () => history.events.slice(before) });
  return Object.assign(state as typeof state & Pick<Attempt, 'events'>, {
    settled: async (withinMs: number) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), withinMs);
      });
      return Promise.race([done.then(() => true), late]).finally(() => clearTimeout(timer));
    },
  });
}
