import type { EventDetails, FaultDetails, HistoryEvent, PartitionFacts } from '../history/events.ts';
import type { History } from '../history/history.ts';
import { wireWords } from './wire/vocabulary.ts';
import { words } from './words/words.ts';

/** What an event that is told by its facts alone can be about. */
export type Facts = Exclude<
  EventDetails,
  { kind: 'note' } | { kind: 'fault'; did?: undefined } | { kind: 'command' | 'reply' }
>;

/** Records an event whose words follow from its facts. */
export const tell = (history: History, actor: string, facts: Facts): HistoryEvent =>
  history.record(actor, eventWords(facts), facts);

/** The words of an event, from its facts alone. */
export function eventWords(facts: Facts): string {
  switch (facts.kind) {
    case 'request':
    case 'answer':
      return wireWords(facts);
    case 'effect':
      return words(`effect.${facts.phase}`, { name: facts.name, subject: facts.subject, error: facts.error ?? '' });
    case 'start':
      return words('start');
    case 'exit':
      return words('exit', { how: facts.how });
    case 'crash':
      return words('consumer-ends', { error: facts.error });
    case 'offsets':
      return words('offsets', { partitions: facts.offsets.map(offsetWords).join(', ') });
    case 'decision':
      return words('decision', { ask: facts.ask, place: facts.place });
    case 'threw':
      return words('threw', { name: facts.name, message: facts.message, place: facts.place });
    case 'call':
      return callWords(facts);
    case 'fault':
      return faultWords(facts);
  }
}

const offsetWords = ({ partition, offset = -1 }: PartitionFacts): string =>
  offset < 0
    ? words('offsets.each.none', { partition: String(partition) })
    : words('offsets.each', { partition: String(partition), offset: String(offset) });

function callWords(facts: Facts & { kind: 'call' }): string {
  const { call } = facts;
  if (facts.outcome === 'rejected') return words('call.rejected', { call, error: facts.error });
  const { value } = facts;
  return value === undefined ? words('call.resolved', { call }) : words('call.resolved.with', { call, value });
}

function faultWords(fault: FaultDetails & { did: string }): string {
  if (fault.did === 'killed-since-it-lived-on') return words('fault.killed-since-it-lived-on');
  if (fault.did === 'killed-at') return words('fault.killed-at', { moment: fault.moment });
  if (fault.did === 'signalled-at') return words('fault.signalled-at', { signal: fault.signal, moment: fault.moment });
  const what =
    'broker' in fault
      ? words('fault.what.broker', { broker: String(fault.broker) })
      : words('fault.what.process', { process: fault.process });
  return words(`fault.${fault.did}`, { what });
}
