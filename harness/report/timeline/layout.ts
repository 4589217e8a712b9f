import { clean } from './clean.ts';
import { type Column, isServer } from './columns.ts';
import { boldWidth } from './shapes.ts';
import { shortened } from './wrap.ts';

/** The times stand behind the edge that marks what proves the verdict, and end here, or further to the right. */
const MIN_TIME_END = 84;
const EDGE = 14;
/** From the times to the first lifeline. */
const TO_FIRST = 74;
const RIGHT = 76;
const MIN_WIDTH = 760;
const HEAD_ROOM = 126;

export interface PlacedColumn extends Column {
  x: number;
  /** The name as it stands in the column's head. */
  label: string;
}

export interface Layout {
  columns: ReadonlyMap<string, PlacedColumn>;
  width: number;
  timeEnd: number;
  /** The edges of what is drawn and written. */
  left: number;
  right: number;
}

/** Places the columns. Between processes and brokers is room for what they say to each other. */
export function layoutOf(columns: readonly Column[], { timeWidth }: { timeWidth: number }): Layout {
  const timeEnd = Math.max(MIN_TIME_END, Math.ceil(EDGE + timeWidth));
  const first = timeEnd + TO_FIRST;
  const steps = columns.slice(1).map((column, index) => stepBetween(columns[index]!, column));
  const needed = first + steps.reduce((sum, step) => sum + step, 0) + RIGHT;
  const spare = Math.max(0, MIN_WIDTH - needed) / Math.max(1, steps.length);
  const placed = new Map<string, PlacedColumn>();
  let x = first;
  for (const [index, column] of columns.entries()) {
    if (index > 0) x += steps[index - 1]! + spare;
    placed.set(column.name, { ...column, x, label: shortened(clean(column.name), HEAD_ROOM - 18, boldWidth) });
  }
  const width = Math.max(MIN_WIDTH, needed);
  return { columns: placed, width, timeEnd, left: timeEnd + 12, right: width - 14 };
}

function stepBetween(left: Column, right: Column): number {
  if (!isServer(left.kind) && isServer(right.kind)) return 250;
  return right.kind === 'process' || right.kind === 'other' ? 150 : 136;
}
