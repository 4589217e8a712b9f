import { diffArrays } from 'diff';
import type { HistoryEvent } from '../../history/events.ts';
import { routineEvents } from '../timeline/routine.ts';

/** A moment of both runs: what is the same stands on both sides, what one run alone did on its own. */
export interface Pair {
  mine?: HistoryEvent;
  theirs?: HistoryEvent;
  isSame: boolean;
}

/** Two runs side by side. */
export interface Alignment {
  pairs: Pair[];
  /** The first pair that is not the same; -1 where there is none. */
  divergesAt: number;
}

/**
 * Puts the events of two runs side by side. Routine (heartbeats, polls that bring nothing) is left out. Times do not count,
 * nor which of several orders or partitions came first: clients ask for their partitions in random order.
 */
export function align(mine: readonly HistoryEvent[], theirs: readonly HistoryEvent[]): Alignment {
  const [left, right] = [steps(mine), steps(theirs)];
  const pairs: Pair[] = [];
  let [at, other] = [0, 0];
  let [lonelyLeft, lonelyRight]: [HistoryEvent[], HistoryEvent[]] = [[], []];
  const flush = () => {
    for (let row = 0; row < Math.max(lonelyLeft.length, lonelyRight.length); row++)
      pairs.push({ ...side('mine', lonelyLeft[row]), ...side('theirs', lonelyRight[row]), isSame: false });
    [lonelyLeft, lonelyRight] = [[], []];
  };
  for (const { count, added, removed } of diffArrays(left.keys, right.keys)) {
    if (removed) lonelyLeft.push(...left.events.slice(at, at + count));
    else if (added) lonelyRight.push(...right.events.slice(other, other + count));
    else {
      flush();
      for (let row = 0; row < count; row++)
        pairs.push({ mine: left.events[at + row]!, theirs: right.events[other + row]!, isSame: true });
    }
    if (!added) at += count;
    if (!removed) other += count;
  }
  flush();
  return { pairs, divergesAt: pairs.findIndex(({ isSame }) => !isSame) };
}

const side = (name: 'mine' | 'theirs', event: HistoryEvent | undefined) => (event ? { [name]: event } : {});

function steps(events: readonly HistoryEvent[]): { events: HistoryEvent[]; keys: string[] } {
  const routine = routineEvents(events, new Set());
  const shown = events.filter((event) => !routine.has(event));
  const names = new Map<string, Map<string, number>>();
  return { events: shown, keys: shown.map(({ actor, text }) => renamed(`${actor}: ${text}`, names)) };
}

/**
 * The words of an event, in any order, and order-3 and orders-1 by when a run came to them: an event about several of a kind
 * says nothing of that. What a run made up is left out.
 */
function renamed(text: string, names: Map<string, Map<string, number>>): string {
  const plain = text.replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\bshop_[0-9a-f]{8}_\d+\b/g, '#');
  const numbers = new Map<string, Set<string>>();
  for (const [, kind, number] of plain.matchAll(NUMBERED))
    numbers.set(kind!, (numbers.get(kind!) ?? new Set()).add(number!));
  const known = plain.replace(NUMBERED, (_, kind: string, number: string) => {
    if (numbers.get(kind)!.size > 1) return `${kind}#`;
    const come = names.get(kind) ?? new Map<string, number>();
    names.set(kind, come);
    if (!come.has(number)) come.set(number, come.size);
    return `${kind}${come.get(number)}`;
  });
  return known.replaceAll(',', '').split(' ').sort().join(' ');
}

const NUMBERED = /\b([a-z][a-z.]*-|partition )(\d+)\b/gi;

/** So many pairs are shown that are the same, before the first that is not, and between two that are not. */
const CONTEXT = 3;

export type Row = { kind: 'pair'; pair: Pair; isFirst: boolean } | { kind: 'gap'; count: number };

/** The rows worth showing: what differs, with what stands around it; at most `limit` of those after the first difference. */
export function rowsOf({ pairs, divergesAt }: Alignment, limit = 40): Row[] {
  const differing = [...pairs.keys()].filter((at) => !pairs[at]!.isSame);
  const isNear = (at: number) => differing.some((other) => Math.abs(other - at) <= CONTEXT);
  const end = divergesAt < 0 ? CONTEXT : divergesAt + limit;
  const rows: Row[] = [];
  for (const [at, pair] of pairs.entries()) {
    if (at < end && (isNear(at) || divergesAt < 0)) rows.push({ kind: 'pair', pair, isFirst: at === divergesAt });
    else if (rows.at(-1)?.kind === 'gap') (rows.at(-1) as { count: number }).count++;
    else rows.push({ kind: 'gap', count: 1 });
  }
  return rows;
}
