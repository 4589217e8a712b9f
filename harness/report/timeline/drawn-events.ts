import type { HistoryEvent } from '../../history/events.ts';
import { routineEvents } from './routine.ts';

export type Row = { kind: 'event'; event: HistoryEvent } | { kind: 'gap'; count: number };

/** What is drawn of a history, and what is not. */
export interface Drawing {
  rows: Row[];
  /** How many events the history has. */
  total: number;
  /** How many stand behind the gaps. */
  leftOut: number;
  /** How many were routine, for each kind of them. */
  routine: Map<string, number>;
}

const DEFAULT_LIMIT = 60;

/**
 * Chooses what is drawn of a history: all but routine, and of more than `limit` rows those nearest to the highlighted
 * events and the faults, with a gap in place of each run of others. Highlighted events, faults, starts and exits are always
 * drawn, even where they are more than `limit`.
 */
export function drawnEvents(
  events: readonly HistoryEvent[],
  { highlighted, limit = DEFAULT_LIMIT }: { highlighted: ReadonlySet<number>; limit?: number | undefined },
): Drawing {
  const noise = routineEvents(events, highlighted);
  const routine = new Map<string, number>();
  for (const kind of noise.values()) routine.set(kind, (routine.get(kind) ?? 0) + 1);
  const candidates = events.filter((event) => !noise.has(event));
  const rows = candidates.length <= limit ? candidates.map(asRow) : nearest(candidates, highlighted, limit);
  const leftOut = rows.reduce((sum, row) => sum + (row.kind === 'gap' ? row.count : 0), 0);
  return { rows, total: events.length, leftOut, routine };
}

const asRow = (event: HistoryEvent): Row => ({ kind: 'event', event });

function nearest(events: readonly HistoryEvent[], highlighted: ReadonlySet<number>, limit: number): Row[] {
  const isAnchor = ({ n, details }: HistoryEvent) => highlighted.has(n) || details.kind === 'fault';
  const isForced = (event: HistoryEvent) => isAnchor(event) || ['start', 'exit'].includes(event.details.kind);
  const distances = distancesTo(events.map(isAnchor));
  const byDistance = [...events.keys()]
    .filter((index) => !isForced(events[index]!))
    .sort((a, b) => distances[a]! - distances[b]!);
  const forced = [...events.keys()].filter((index) => isForced(events[index]!));
  // Gaps are rows too, and how many there are is known only once it is chosen what stands between them.
  for (let count = Math.max(0, limit - forced.length); count > 0; count--) {
    const rows = withGaps(events, new Set([...forced, ...byDistance.slice(0, count)]));
    if (rows.length <= limit) return rows;
  }
  return withGaps(events, new Set(forced));
}

/** How far each place is from the nearest anchor; without anchors, from the nearer end. */
function distancesTo(isAnchor: readonly boolean[]): number[] {
  const anchors = [...isAnchor.keys()].filter((index) => isAnchor[index]);
  if (anchors.length === 0) anchors.push(0, isAnchor.length - 1);
  const distances = isAnchor.map(() => Number.POSITIVE_INFINITY);
  for (const anchor of anchors) distances[anchor] = 0;
  for (let at = 1; at < distances.length; at++) distances[at] = Math.min(distances[at]!, distances[at - 1]! + 1);
  for (let at = distances.length - 2; at >= 0; at--) distances[at] = Math.min(distances[at]!, distances[at + 1]! + 1);
  return distances;
}

function withGaps(events: readonly HistoryEvent[], kept: ReadonlySet<number>): Row[] {
  const rows: Row[] = [];
  let missing: HistoryEvent[] = [];
  const closeGap = () => {
    // A gap of one event takes the room of that event.
    if (missing.length === 1) rows.push(asRow(missing[0]!));
    else if (missing.length > 1) rows.push({ kind: 'gap', count: missing.length });
    missing = [];
  };
  for (const [index, event] of events.entries()) {
    if (!kept.has(index)) {
      missing.push(event);
      continue;
    }
    closeGap();
    rows.push(asRow(event));
  }
  closeGap();
  return rows;
}
