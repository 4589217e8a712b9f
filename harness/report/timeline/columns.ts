import type { HistoryEvent } from '../../history/events.ts';
import type { Row } from './drawn-events.ts';
import { isPassing, peerOf } from './passing.ts';

export type ColumnKind = 'process' | 'other' | 'broker' | 'database' | 'harness';

export interface Column {
  name: string;
  kind: ColumnKind;
}

/** Whether the kind is one that processes speak with. */
export const isServer = (kind: ColumnKind): boolean => kind === 'broker' || kind === 'database';

/** The name of the column that an event belongs to; a request and its answer belong to the process. */
export function columnOf({ actor, details }: HistoryEvent): string {
  return 'process' in details ? details.process : actor;
}

const order: ColumnKind[] = ['process', 'other', 'broker', 'database', 'harness'];

/** The columns that the rows need, from left to right: processes, other actors, brokers by their numbers, the database, the harness. */
export function columnsOf(rows: readonly Row[]): Column[] {
  const columns = new Map<string, Column>();
  const add = (name: string, kind: ColumnKind) => {
    // A note may name a process before the first event that tells that it is one.
    if (columns.get(name)?.kind !== 'process') columns.set(name, { name, kind });
  };
  for (const row of rows) {
    if (row.kind === 'gap') continue;
    const { event } = row;
    add(columnOf(event), 'process' in event.details ? 'process' : kindOf(event.actor));
    if (!isPassing(event.details)) continue;
    const { name, kind } = peerOf(event.details);
    add(name, kind);
  }
  // Sorting is stable: processes and others stay in the order of their first events.
  return [...columns.values()].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.kind === 'broker' ? numberOf(a) - numberOf(b) : 0),
  );
}

function kindOf(actor: string): ColumnKind {
  if (actor === 'harness' || actor === 'database') return actor;
  return /^broker( (\d+|\?))?$/.test(actor) ? 'broker' : 'other';
}

/** A broker whose number nobody knows stands last. */
const numberOf = ({ name }: Column): number => Number(/\d+$/.exec(name)?.[0] ?? Number.MAX_SAFE_INTEGER);
