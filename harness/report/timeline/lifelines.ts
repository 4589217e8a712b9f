import type { HistoryEvent } from '../../history/events.ts';
import { columnOf } from './columns.ts';
import type { PlacedColumn } from './layout.ts';
import { line } from './shapes.ts';

/** A drawn event and the height at which it meets its lifeline. */
export interface DrawnAt {
  event: HistoryEvent;
  y: number;
}

/**
 * The lifelines between `top` and `bottom`. A process's line begins where it starts and ends where it exits, each time it
 * does; one whose start is not told was there before.
 */
export function lifelines(
  columns: Iterable<PlacedColumn>,
  drawn: readonly DrawnAt[],
  { top, bottom }: { top: number; bottom: number },
): string[] {
  return [...columns].flatMap(({ name, kind, x }) => {
    const className = kind === 'process' ? 'life process' : 'life';
    return lives(name, drawn, top, bottom).map(([from, to]) => line(x, from, x, to, className));
  });
}

function lives(name: string, drawn: readonly DrawnAt[], top: number, bottom: number): [from: number, to: number][] {
  const turns = drawn.filter(({ event }) => ['start', 'exit'].includes(event.details.kind) && columnOf(event) === name);
  const found: [number, number][] = [];
  let from: number | undefined = turns[0]?.event.details.kind === 'start' ? undefined : top;
  for (const { event, y } of turns) {
    if (event.details.kind === 'start') from ??= y;
    else if (from !== undefined) {
      found.push([from, y]);
      from = undefined;
    }
  }
  if (from !== undefined) found.push([from, bottom]);
  return found;
}
