import type { HistoryEvent, WireDetails } from '../../history/events.ts';
import { type Exchange, exchangesOf } from './exchanges.ts';
import { isInjected, isWire, type Passing } from './passing.ts';

/** What every client does all the time, and what says nothing while it goes well. */
const ROUTINE = new Set([
  'ApiVersions',
  'Metadata',
  'FindCoordinator',
  'Heartbeat',
  'SaslHandshake',
  'SaslAuthenticate',
]);

/** The same for a session with a database. */
const DATABASE_ROUTINE = new Set(['PING', 'SET', 'USE', 'PREPARE', 'CLOSE', 'QUIT', 'RESET CONNECTION']);

/**
 * The events that a drawing is better without, each with a name for its kind. A request goes with its answer. A Fetch is
 * routine where it brings nothing and asks again from where its process was last seen to ask.
 */
export function routineEvents(
  events: readonly HistoryEvent[],
  highlighted: ReadonlySet<number>,
): Map<HistoryEvent, string> {
  const routine = new Map<HistoryEvent, string>();
  const asked = new Map<string, number | undefined>();
  for (const exchange of exchangesOf(events)) {
    const kind = routineKind(exchange, asked, highlighted);
    if (kind === undefined) rememberFetch(wire(exchange.request), asked);
    else for (const event of exchange.events) routine.set(event, kind);
  }
  return routine;
}

function routineKind(
  { request, answer, events }: Exchange,
  asked: ReadonlyMap<string, number | undefined>,
  highlighted: ReadonlySet<number>,
): string | undefined {
  if ((answer && isNews(answer)) || events.some(({ n }) => highlighted.has(n))) return undefined;
  const asking = (request ?? answer)!;
  if (!isWire(asking)) return DATABASE_ROUTINE.has(asking.verb) ? asking.verb : undefined;
  return wireKind(asking.api, wire(request), wire(answer), asked);
}

const wire = (details: Passing | undefined): WireDetails | undefined =>
  details && isWire(details) ? details : undefined;

const isNews = (answer: Passing): boolean =>
  isInjected(answer) || (isWire(answer) ? (answer.errors?.length ?? 0) > 0 : answer.error !== undefined);

function wireKind(
  api: string,
  request: WireDetails | undefined,
  answer: WireDetails | undefined,
  asked: ReadonlyMap<string, number | undefined>,
): string | undefined {
  if (ROUTINE.has(api)) return api;
  if (api === 'Fetch') {
    const brings = answer?.partitions?.some(({ records = 0 }) => records > 0);
    const moves = request && offsetsOf(request).some(([partition, offset]) => asked.get(partition) !== offset);
    return brings || moves ? undefined : 'Fetch without records';
  }
  // In the newer group protocol a member joins by heartbeats; those that leave its epoch as it was are no news.
  const isQuiet = api === 'ConsumerGroupHeartbeat' && answer && request?.generation === answer.generation;
  return isQuiet ? api : undefined;
}

function rememberFetch(request: WireDetails | undefined, asked: Map<string, number | undefined>): void {
  if (request?.api === 'Fetch') for (const [partition, offset] of offsetsOf(request)) asked.set(partition, offset);
}

function offsetsOf({ process, partitions = [] }: WireDetails): [partition: string, offset: number | undefined][] {
  return partitions.map(({ topic, partition, offset }) => [`${partition} ${topic} ${process}`, offset]);
}
