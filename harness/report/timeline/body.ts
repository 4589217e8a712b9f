import type { HistoryEvent } from '../../history/events.ts';
import { xml } from './clean.ts';
import { columnsOf, isServer } from './columns.ts';
import type { Drawing } from './drawn-events.ts';
import { emWidth } from './em-width.ts';
import type { Fates } from './exchanges.ts';
import { seconds } from './input.ts';
import { type Layout, layoutOf, type PlacedColumn } from './layout.ts';
import { type DrawnAt, lifelines } from './lifelines.ts';
import { isAsking, isPassing, isWire, type Passing } from './passing.ts';
import { rowShape } from './row-shapes.ts';
import { boldWidth, fitted, LINE_HEIGHT, line, rect, textAt } from './shapes.ts';
import { gapWords } from './words.ts';
import { widthOf } from './wrap.ts';

const HEAD_HEIGHT = 28;
const GAP_HEIGHT = 32;
/** After so many pixels the heads of the columns are out of sight, and stand again. */
const HEADS_EVERY = 800;
/** A few rows before the end they do not: they stand at the foot. */
const NEAR_END = 8;

export interface Body {
  parts: string[];
  bottom: number;
}

/** The columns that a drawing needs, placed. */
export function placed({ rows }: Drawing): Layout {
  const measure = emWidth(12, { bold: true });
  const times = rows.map((row) => (row.kind === 'gap' ? 0 : widthOf(`» ${seconds(row.event.atMs)}`, measure)));
  return layoutOf(columnsOf(rows), { timeWidth: Math.max(0, ...times) });
}

/** The rows of a drawing, one below the other from `top` on, in their columns. */
export function bodyOf(
  { rows }: Drawing,
  { layout, fates, proof, top }: { layout: Layout; fates: Fates; proof: ReadonlySet<number>; top: number },
): Body {
  const columns = [...layout.columns.values()];
  if (columns.length === 0) return { parts: [], bottom: top };
  const bands: string[] = [];
  const heads: string[] = [];
  const shapes: string[] = [];
  const drawn: DrawnAt[] = [];
  let y = top;
  let headsAt = top;
  const putHeads = () => {
    heads.push(...columns.map((column) => head(column, y)));
    headsAt = y;
    y += HEAD_HEIGHT + 10;
  };
  putHeads();
  for (const [index, row] of rows.entries()) {
    const isAnswer = row.kind === 'event' && isPassing(row.event.details) && !isAsking(row.event.details);
    if (y - headsAt > HEADS_EVERY && rows.length - index > NEAR_END && !isAnswer) {
      y += 10;
      putHeads();
    }
    if (row.kind === 'gap') {
      shapes.push(gap(row.count, y, layout));
      y += GAP_HEIGHT;
      continue;
    }
    const { event } = row;
    const { body, className, height, at, textTop } = rowShape(event, y, layout, fates);
    const isProof = proof.has(event.n);
    if (isProof) bands.push(rect(0, y, layout.width, height, 'band'), rect(0, y, 5, height, 'edge'));
    const words = fitted(`${isProof ? '» ' : ''}${seconds(event.atMs)}`, Number.POSITIVE_INFINITY, 1);
    const time = textAt(words, { x: layout.timeEnd, y: y + textTop, className: 'time' });
    shapes.push(
      `<g class="${className}${isProof ? ' proof' : ''}"><title>${xml(told(event))}</title>${time}${body}</g>`,
    );
    drawn.push({ event, y: y + at });
    y += height;
  }
  y += 10;
  const lives = lifelines(columns, drawn, { top: top + HEAD_HEIGHT, bottom: y });
  putHeads();
  return { parts: [...bands, ...lives, ...heads, ...shapes], bottom: y };
}

/** The head of a column: square for programs, round for brokers and databases, dashed for the harness. */
function head({ name, kind, x, label }: PlacedColumn, y: number): string {
  const block = fitted(label, Number.POSITIVE_INFINITY, 1, { measure: boldWidth });
  const width = Math.max(64, block.width + 18);
  const shape = rect(x - width / 2, y, width, HEAD_HEIGHT, `head ${kind}`, isServer(kind) ? HEAD_HEIGHT / 2 : 3);
  return `<g><title>${xml(name)}</title>${shape}${textAt(block, { x, y: y + 5, className: 'column' })}</g>`;
}

/** Lifelines fade where events were left out. */
function gap(count: number, y: number, { left, right }: Layout): string {
  const middle = y + GAP_HEIGHT / 2;
  const words = fitted(gapWords(count), Number.POSITIVE_INFINITY, 1);
  const centre = (left + right) / 2;
  const half = words.width / 2 + 12;
  return [
    '<g>',
    rect(left, y + 3, right - left, GAP_HEIGHT - 6, 'veil'),
    line(left, middle, centre - half, middle, 'stroke dots'),
    line(centre + half, middle, right, middle, 'stroke dots'),
    textAt(words, { x: centre, y: middle - LINE_HEIGHT / 2, className: 'gap' }),
    '</g>',
  ].join('');
}

/** All of an event, as a reader sees it who points at it. */
function told({ n, atMs, actor, text, details }: HistoryEvent): string {
  return `${n}. ${seconds(atMs)} s, ${actor}: ${text}${isPassing(details) ? passed(details) : ''}`;
}

function passed(details: Passing): string {
  const { kind, exchange, connection } = details;
  const what = isWire(details) ? `${details.api} version ${details.version}` : details.verb;
  return ` (${kind} ${exchange}: ${what}, connection ${connection})`;
}
