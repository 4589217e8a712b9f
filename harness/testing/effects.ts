import { tell } from '../facts/event-words.ts';
import type { EffectDetails, HistoryEvent } from '../history/events.ts';
import type { History } from '../history/history.ts';
import type { ToLearner } from '../learner-host/messages.ts';

/** Decides how the world answers an effect. */
export type EffectHandler = (effect: Effect) => void;

/**
 * One call by which the code under test acts on the world, such as `charge(order)`. The world has done it or not; the
 * program has heard of it or not: a crash can fall between the two.
 */
export class Effect {
  readonly name: string;
  readonly arguments: readonly unknown[];
  /** What it is about: the `id` of its first argument, or that argument itself. */
  readonly subject: string;
  /** Counts the effects of its process from 1. */
  readonly call: number;
  /** The moment when it was asked for. */
  readonly asked: HistoryEvent;
  readonly #process: string;
  readonly #history: History;
  readonly #answer: (message: ToLearner) => void;
  readonly #id: number;
  #happened: HistoryEvent | undefined;

  constructor(
    { id, name, arguments: args }: { id: number; name: string; arguments: unknown[] },
    about: { process: string; call: number; history: History; answer(message: ToLearner): void },
  ) {
    this.name = name;
    this.arguments = args;
    this.subject = subjectOf(args);
    this.call = about.call;
    this.#process = about.process;
    this.#history = about.history;
    this.#answer = about.answer;
    this.#id = id;
    this.asked = this.#record('asked');
  }

  /** The world did it; the program does not hear of it yet. */
  happen(): HistoryEvent {
    this.#happened ??= this.#record('done');
    return this.#happened;
  }

  /** The world did it, and the program is told so. */
  done(value?: unknown): void {
    this.happen();
    this.#answer({ type: 'effectDone', id: this.#id, value });
  }

  /** The world did nothing, and the program's promise rejects with an Error. */
  fail(message: string): HistoryEvent {
    const failed = this.#record('failed', message);
    this.#answer({ type: 'effectFailed', id: this.#id, message });
    return failed;
  }

  #record(phase: EffectDetails['phase'], error?: string): HistoryEvent {
    const { name, subject, call } = this;
    const process = this.#process;
    const facts: EffectDetails = { kind: 'effect', process, name, phase, call, subject };
    return tell(this.#history, process, error === undefined ? facts : { ...facts, error });
  }
}

function subjectOf([first]: unknown[]): string {
  if (typeof first === 'object' && first !== null && 'id' in first) return String(first.id);
  const text = typeof first === 'string' ? first : (JSON.stringify(first, withoutBigints) ?? '');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** JSON has no bigints, and throws on them. */
const withoutBigints = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
