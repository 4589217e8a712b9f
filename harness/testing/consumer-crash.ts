import type { HistoryEvent } from '../history/events.ts';
import type { History } from '../history/history.ts';
import { placeIn } from './place-in.ts';

const HANDLER_FAILED = /Error when calling each(Message|Batch)/;
const CRASH = /\] Crash: (.+)/;
/** What JavaScript throws where a program is wrong by itself, whatever the record and the brokers are like. */
const BUG = /^(TypeError|ReferenceError|RangeError)\b/;

/** Learns from a client's log which error ended a consumer: kafkajs tells it nowhere else to a program without a CRASH handler. */
export class ConsumerCrashes {
  #handlerStack: string | undefined;

  /** Returns what ended a consumer, in words, where this line of kafkajs's log says that one ended. */
  heard({ text, stack = '' }: { text: string; stack?: string }): string | undefined {
    if (HANDLER_FAILED.test(text)) this.#handlerStack = stack;
    const [, crash] = CRASH.exec(text) ?? [];
    if (!crash) return undefined;
    const [first = ''] = (this.#handlerStack ?? '').split('\n');
    // The line before was about another error, which did not end it.
    if (!this.#handlerStack || !sameMessage(first, crash)) return crash;
    return `${first}${placeIn(this.#handlerStack)}`;
  }
}

/** kafkajs wraps an error and keeps its message. */
const sameMessage = (one: string, other: string): boolean =>
  one.slice(one.indexOf(': ') + 2) === other.slice(other.indexOf(': ') + 2).split('\n')[0];

/** The first consumer that ended by an error which says that the program itself is wrong. */
export function ownBug({ events }: Pick<History, 'events'>): HistoryEvent | undefined {
  return events.find(({ details }) => details.kind === 'crash' && BUG.test(details.error));
}
