import type { EventDetails, HistoryEvent } from '../history/events.ts';
import type { History } from '../history/history.ts';
import type { TestTopic } from './test-topic.ts';
import { mayHappen } from './waits.ts';

/** The Produce requests to a topic since an event, and their answers, in order: what went over the wire, whatever the code says. */
export function sendsTo({ events }: History, { name }: TestTopic, since: HistoryEvent): HistoryEvent[] {
  return events.filter(
    ({ n, details }) =>
      n > since.n &&
      (details.kind === 'request' || details.kind === 'answer') &&
      details.api === 'Produce' &&
      details.partitions?.some(({ topic }) => topic === name),
  );
}

/**
 * The first Produce request to a topic since an event, as a list for evidence; empty where none comes within 2 s. A promise
 * that waits for no answer may resolve before its request is on the wire.
 */
export async function firstSendTo(history: History, topic: TestTopic, since: HistoryEvent): Promise<HistoryEvent[]> {
  const first = () => sendsTo(history, topic, since).at(0);
  const request = await mayHappen('a request is on the wire', first, { withinMs: 2_000 });
  return request ? [request] : [];
}

/** A request and its answer, or a command to a database and its reply, given one of them. */
export function exchangeOf({ events }: History, { details: of, scene: where }: HistoryEvent): HistoryEvent[] {
  return events.filter(
    ({ details, scene }) =>
      scene === where &&
      'exchange' in details &&
      'exchange' in of &&
      wayOf(details) === wayOf(of) &&
      details.exchange === of.exchange &&
      details.process === of.process,
  );
}

/** Exchanges are counted for each lane, and a process may have two. */
const wayOf = ({ kind }: EventDetails) => (kind === 'command' || kind === 'reply' ? 'database' : 'brokers');
