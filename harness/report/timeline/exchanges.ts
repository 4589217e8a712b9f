import type { HistoryEvent, WireDetails } from '../../history/events.ts';

/** A request and its answer. Each may be missing: what is drawn may begin or end in the middle. */
export interface Exchange {
  events: HistoryEvent[];
  request?: WireDetails;
  answer?: WireDetails;
}

/** What became of a request. `injected`: the harness answered it; `one-way`: no answer was ever due. */
export type Fate = 'answered' | 'injected' | 'unanswered' | 'one-way';

/** Tells what became of the exchange that a request or an answer belongs to. */
export type Fates = (details: WireDetails) => Fate;

/** All exchanges of a history, in the order in which they began. */
export function exchangesOf(events: readonly HistoryEvent[]): Exchange[] {
  const exchanges: Exchange[] = [];
  const open = new Map<string, Exchange>();
  for (const event of events) {
    const { details } = event;
    if (details.kind !== 'request' && details.kind !== 'answer') continue;
    // Exchanges are counted for each lane, so their number alone does not tell them apart.
    const key = `${details.exchange} ${details.process}`;
    let exchange = open.get(key);
    // A lane that is opened anew for the same name counts from 1 again.
    if (!exchange || details.kind === 'request') {
      exchange = { events: [] };
      exchanges.push(exchange);
      open.set(key, exchange);
    }
    exchange.events.push(event);
    exchange[details.kind] = details;
  }
  return exchanges;
}

/** Knows the fates out of the whole history: an answer that is not drawn is an answer all the same. */
export function fatesOf(events: readonly HistoryEvent[]): Fates {
  const fates = new Map<WireDetails, Fate>();
  for (const exchange of exchangesOf(events))
    for (const details of [exchange.request, exchange.answer]) if (details) fates.set(details, fateOf(exchange));
  return (details) => fates.get(details) ?? fateOf({ events: [] });
}

function fateOf({ request, answer }: Exchange): Fate {
  if (answer) return answer.injected ? 'injected' : 'answered';
  return request?.api === 'Produce' && request.acks === 0 ? 'one-way' : 'unanswered';
}
