import type { HistoryEvent } from '../../history/events.ts';
import { isAsking, isInjected, isOneWay, isPassing, isWire, type Passing } from './passing.ts';

/** A request or a command, and its answer. Each may be missing: what is drawn may begin or end in the middle. */
export interface Exchange {
  events: HistoryEvent[];
  request?: Passing;
  answer?: Passing;
}

/** What became of a request. `injected`: the harness answered it; `one-way`: no answer was ever due. */
export type Fate = 'answered' | 'injected' | 'unanswered' | 'one-way';

/** Tells what became of the exchange that a request or an answer belongs to. */
export type Fates = (details: Passing) => Fate;

/** All exchanges of a history, in the order in which they began. */
export function exchangesOf(events: readonly HistoryEvent[]): Exchange[] {
  const exchanges: Exchange[] = [];
  const open = new Map<string, Exchange>();
  for (const event of events) {
    const { details } = event;
    if (!isPassing(details)) continue;
    // Exchanges are counted for each lane, so their number alone does not tell them apart.
    const key = `${details.exchange} ${isWire(details)} ${details.process}`;
    let exchange = open.get(key);
    // A lane that is opened anew for the same name counts from 1 again.
    if (!exchange || isAsking(details)) {
      exchange = { events: [] };
      exchanges.push(exchange);
      open.set(key, exchange);
    }
    exchange.events.push(event);
    exchange[isAsking(details) ? 'request' : 'answer'] = details;
  }
  return exchanges;
}

/** Knows the fates out of the whole history: an answer that is not drawn is an answer all the same. */
export function fatesOf(events: readonly HistoryEvent[]): Fates {
  const fates = new Map<Passing, Fate>();
  for (const exchange of exchangesOf(events))
    for (const details of [exchange.request, exchange.answer]) if (details) fates.set(details, fateOf(exchange));
  return (details) => fates.get(details) ?? fateOf({ events: [] });
}

function fateOf({ request, answer }: Exchange): Fate {
  if (answer) return isInjected(answer) ? 'injected' : 'answered';
  return request && isOneWay(request) ? 'one-way' : 'unanswered';
}
