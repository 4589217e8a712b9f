import type { DatabaseDetails, EventDetails, WireDetails } from '../../history/events.ts';

/** What passed a lane, to a broker or to a database, in either direction. */
export type Passing = WireDetails | DatabaseDetails;

export type Peer = { name: string; kind: 'broker' | 'database' };

/** The name of a broker's column. */
export const brokerName = (broker: number | undefined): string => `broker ${broker ?? '?'}`;

export const isWire = (details: EventDetails): details is WireDetails =>
  details.kind === 'request' || details.kind === 'answer';

export const isPassing = (details: EventDetails): details is Passing =>
  isWire(details) || details.kind === 'command' || details.kind === 'reply';

/** A request or a command, as against an answer or a reply. */
export const isAsking = ({ kind }: Passing): boolean => kind === 'request' || kind === 'command';

/** Whom a process speaks with. */
export const peerOf = (details: Passing): Peer =>
  isWire(details) ? { name: brokerName(details.broker), kind: 'broker' } : { name: 'database', kind: 'database' };

/** The tap gave this answer; no broker did. */
export const isInjected = (details: Passing): boolean => isWire(details) && details.injected === true;

/** It is owed no answer. */
export const isOneWay = (details: Passing): boolean =>
  isWire(details) ? details.api === 'Produce' && details.acks === 0 : details.silent === true;
