import { createHash } from 'node:crypto';
import type { HistoryEvent } from '../../history/events.ts';
import { xml } from '../timeline/clean.ts';
import { emWidth } from '../timeline/em-width.ts';
import { seconds } from '../timeline/input.ts';
import { type Block, fitted, line, px, rect, textAt } from '../timeline/shapes.ts';
import { style } from '../timeline/theme.ts';
import { align, type Row, rowsOf } from './align.ts';
import { type CompareInput, DIVERGENCE, gapWords } from './input.ts';

const WIDTH = 960;
const MARGIN = 16;
const MIDDLE = WIDTH / 2;
const TIME = 62;
const ROOM = MIDDLE - MARGIN - TIME - 18;

/** Two runs side by side as one SVG document, for light and dark pages; to a screen reader it says where they part. */
export function compareSvg(input: CompareInput): string {
  const { title, moment, mine, theirs } = input;
  const alignment = align(mine.events, theirs.events);
  const rows = rowsOf(alignment);
  const parts: string[] = [];
  let y = MARGIN;
  const put = (block: Block, className: string, x = MARGIN) => {
    parts.push(textAt(block, { x, y, className }));
    return block.height;
  };
  const whole = WIDTH - 2 * MARGIN;
  y += put(fitted(title, whole, 2, { measure: emWidth(18, { bold: true }), lineHeight: 24 }), 'title') + 4;
  if (moment !== undefined) y += put(fitted(`The moment: ${moment}`, whole, 2), 'quiet') + 4;
  y += 6;
  for (const key of ['name', 'outcome'] as const) {
    const [left, right] = [fitted(mine[key], ROOM + TIME, 3), fitted(theirs[key], ROOM + TIME, 3)];
    put(left, key === 'name' ? 'column-left' : 'quiet');
    put(right, key === 'name' ? 'column-left' : 'quiet', MIDDLE + 14);
    y += Math.max(left.height, right.height) + 4;
  }
  y += 6;
  const top = y;
  const below = parts.length;
  for (const row of rows) y += rowAt(row, y, parts);
  if (alignment.divergesAt < 0) y += put(fitted('Both did the same, apart from their times.', whole, 1), 'quiet');
  parts.splice(below, 0, line(MIDDLE, top, MIDDLE, y, 'life'));
  const height = Math.ceil(y + MARGIN);
  const id = `compare-${createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 8)}`;
  const size = `width="${WIDTH}" height="${px(height)}" viewBox="0 0 ${WIDTH} ${px(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="kafka-timeline" ${size} role="img" aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${xml(title)}</title>`,
    `<desc id="${id}-desc">${xml(spoken(input, rows))}</desc>`,
    `<style>${style}.kafka-timeline text.column-left { font-weight: 600; }</style>`,
    rect(0, 0, WIDTH, height, 'paper'),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** Draws a row and returns how high it is. */
function rowAt(row: Row, y: number, parts: string[]): number {
  if (row.kind === 'gap') {
    parts.push(textAt(fitted(gapWords(row.count), 300, 1), { x: MIDDLE, y: y + 4, className: 'gap' }));
    return 26;
  }
  let above = 0;
  if (row.isFirst) {
    parts.push(line(MARGIN, y + 10, WIDTH - MARGIN, y + 10, 'stroke dots'));
    parts.push(textAt(fitted(DIVERGENCE, 300, 1), { x: MIDDLE, y: y + 14, className: 'gap' }));
    above = 38;
  }
  const { mine, theirs, isSame } = row.pair;
  const [left, right] = [blockOf(mine), blockOf(theirs)];
  const height = Math.max(left?.height ?? 0, right?.height ?? 0) + 6;
  const at = y + above;
  const band = (x: number) => rect(x, at, MIDDLE - 14, height, 'band');
  if (!isSame && mine) parts.push(band(MARGIN - 6));
  if (!isSame && theirs) parts.push(band(MIDDLE + 6));
  if (left) parts.push(half(mine!, left, MARGIN, at, isSame));
  if (right) parts.push(half(theirs!, right, MIDDLE + 14, at, isSame));
  return above + height;
}

const blockOf = (event: HistoryEvent | undefined): Block | undefined =>
  event && fitted(`${event.actor}: ${event.text}`, ROOM, 4);

function half({ atMs, details }: HistoryEvent, block: Block, x: number, y: number, isSame: boolean): string {
  const time = textAt(fitted(seconds(atMs), TIME, 1), { x: x + TIME - 12, y: y + 3, className: 'time' });
  const names = [details.kind === 'fault' ? 'fault' : 'said', ...(isSame ? [] : ['proof'])].join(' ');
  const className = isSame && details.kind !== 'fault' ? 'quiet' : 'said';
  return `<g class="${names}">${time}${textAt(block, { x: x + TIME, y: y + 3, className })}</g>`;
}

/** What a screen reader says: where the runs part, and what each does there. */
function spoken({ mine, theirs }: CompareInput, rows: readonly Row[]): string {
  const heads = `${mine.name}: ${mine.outcome} ${theirs.name}: ${theirs.outcome}`;
  const first = rows.find((row) => row.kind === 'pair' && row.isFirst);
  if (first?.kind !== 'pair') return `${heads} Both did the same, apart from their times.`;
  const told = (name: string, event: HistoryEvent | undefined) =>
    `${name} ${event ? `then: ${event.actor}: ${event.text}.` : 'does nothing of the kind there.'}`;
  return [heads, 'Where they part,', told(mine.name, first.pair.mine), told(theirs.name, first.pair.theirs)].join(' ');
}
