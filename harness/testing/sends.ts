import type { HistoryEvent } from '../history/events.ts';
import type { History } from '../history/history.ts';
import type { TestTopic } from './test-topic.ts';

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

/** A request and its answer, given one of them. */
export function exchangeOf({ events }: History, { details: of, scene: where }: HistoryEvent): HistoryEvent[] {
  return events.filter(
    ({ details, scene }) =>
      scene === where &&
      (details.kind === 'request' || details.kind === 'answer') &&
      (of.kind === 'request' || of.kind === 'answer') &&
      details.exchange === of.exchange &&
      details.process === of.process,
  );
}
