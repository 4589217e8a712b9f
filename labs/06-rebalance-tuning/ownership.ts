import { type ApiName, databaseOf, type HistoryEvent, type WireDetails, wireOf } from '#testing';
import { placeOf } from './listener.ts';

type Events = readonly HistoryEvent[];

/** What a process had from one answer of the group to the next. */
export interface Turn {
  /** The group gave it its partitions. */
  given: HistoryEvent;
  generation: number;
  partitions: ReadonlySet<number>;
  /** By then the process knew: it asked for what its new partitions hold. Infinity where it never did. */
  knownFrom: number;
  /** Where each partition’s offset stood when it asked. */
  offsets: ReadonlyMap<number, number>;
}

export function turnsOf(events: Events, process: string): Turn[] {
  const of = (kind: 'request' | 'answer', api: ApiName) =>
    wireOf({ events }, kind, api).filter(({ details }) => details.process === process);
  const asked = new Map(of('request', 'SyncGroup').map(({ details }) => [details.exchange, details.generation]));
  const given = of('answer', 'SyncGroup').filter(({ details }) => !details.errors);
  const reads = [...of('request', 'OffsetFetch'), ...of('request', 'Fetch')].map(({ n }) => n);
  return given.map((event, index) => {
    const until = given[index + 1]?.n ?? Number.POSITIVE_INFINITY;
    const offsets = of('answer', 'OffsetFetch').filter(({ n }) => n > event.n && n < until);
    const stood = offsets.flatMap(({ details }) => details.partitions ?? []);
    return {
      given: event,
      generation: asked.get(event.details.exchange) ?? -1,
      partitions: new Set(event.details.partitions?.map(({ partition }) => partition)),
      knownFrom: Math.min(...reads.filter((n) => n > event.n && n < until)),
      offsets: new Map(stood.map(({ partition, offset = 0 }) => [partition, Math.max(offset, 0)])),
    };
  });
}

/** The partitions that the last answer of the group has taken from a process. */
export function takenFrom(events: Events, process: string): number[] {
  const [before, now] = turnsOf(events, process).slice(-2);
  return before && now ? [...before.partitions].filter((partition) => !now.partitions.has(partition)) : [];
}

/** A statement of a turn that writes what it must not, or what it has written in that turn already. */
export interface Stray {
  turn: Turn;
  event: HistoryEvent;
}

/** The first statement with rows of a partition that its process had lost, and knew it. */
export function strayWrite(events: Events, process: string): Stray | undefined {
  return writes(events, process).find(({ turn, orders }) =>
    orders.some((order) => !turn.partitions.has(placeOf(order).partition)),
  );
}

/** The first statement with rows that its process had in memory since before a rebalance, though it could not be behind. */
export function writtenAgain(events: Events, process: string): Stray | undefined {
  const seen = new Map<Turn, Set<string>>();
  return writes(events, process).find(({ turn, orders }) => {
    const written = seen.get(turn) ?? new Set();
    seen.set(turn, written);
    return orders.some((order) => {
      const { partition, offset } = placeOf(order);
      const isAgain = written.has(order) || offset < (turn.offsets.get(partition) ?? 0);
      written.add(order);
      return isAgain;
    });
  });
}

/** The first commit, in the name of a membership, of a partition that this membership does not have. */
export function strayCommit(events: Events, process: string): Stray | undefined {
  const turns = turnsOf(events, process);
  for (const event of wireOf({ events }, 'request', 'OffsetCommit')) {
    if (event.details.process !== process) continue;
    const turn = turns.find(({ generation }) => generation === event.details.generation);
    if (turn && event.details.partitions?.some(({ partition }) => !turn.partitions.has(partition)))
      return { turn, event };
  }
  return undefined;
}

/** Whether its process has written rows of that partition between its commit before this one and this one. */
export function hasWritten(events: Events, { turn, event }: Stray): boolean {
  const { process } = event.details as { process: string };
  const foreign = (event.details as WireDetails).partitions?.filter(({ partition }) => !turn.partitions.has(partition));
  return (foreign ?? []).some(({ partition }) => {
    const before = wireOf({ events }, 'request', 'OffsetCommit').findLast(
      ({ n, details }) =>
        n < event.n && details.process === process && details.partitions?.some((part) => part.partition === partition),
    );
    return databaseOf({ events }, 'command').some(
      ({ n, details }) =>
        n > (before?.n ?? 0) &&
        n < event.n &&
        details.process === process &&
        ordersOf(details.sql).some((order) => placeOf(order).partition === partition),
    );
  });
}

/** The first commit that a broker took and that passed one of these orders of which the database had not said that it is there. */
export function earlyCommit(events: Events, all: readonly string[]): HistoryEvent | undefined {
  const inHand = new Map<string, string[]>();
  const written = new Set<string>();
  for (const event of events) {
    const { details } = event;
    if (details.kind === 'command') inHand.set(`${details.process} ${details.exchange}`, ordersOf(details.sql));
    if (details.kind === 'reply' && !details.error)
      for (const order of inHand.get(`${details.process} ${details.exchange}`) ?? []) written.add(order);
    if (details.kind !== 'answer' || details.api !== 'OffsetCommit') continue;
    const passed = (details.partitions ?? []).filter(({ error }) => !error);
    const isEarly = passed.some(({ partition, offset = 0 }) =>
      all.some((order) => {
        const place = placeOf(order);
        return place.partition === partition && place.offset < offset && !written.has(order);
      }),
    );
    if (isEarly) return event;
  }
  return undefined;
}

/** The statements with orders, of turns after the first, each in the turn that the process knew of. */
function writes(events: Events, process: string): (Stray & { orders: string[] })[] {
  const [, ...turns] = turnsOf(events, process);
  return databaseOf({ events }, 'command').flatMap((event) => {
    const turn = turns.findLast(({ knownFrom }) => event.n > knownFrom);
    const orders = event.details.process === process && turn ? ordersOf(event.details.sql) : [];
    return turn && orders.length > 0 ? [{ turn, event, orders }] : [];
  });
}

/** The orders that a statement names; the history has the first 200 characters of it, which is room for a batch. */
const ordersOf = (sql: string): string[] =>
  /^\s*(INSERT|REPLACE)\b/i.test(sql) ? (sql.match(/\border-\d+(?=['"])/g) ?? []) : [];
