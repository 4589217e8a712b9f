import stringWidth from 'string-width';
import type { HistoryEvent } from '../../history/events.ts';
import { clean } from '../timeline/clean.ts';
import { seconds } from '../timeline/input.ts';
import { wrapped } from '../timeline/wrap.ts';
import { align, rowsOf } from './align.ts';
import { type CompareInput, DIVERGENCE, gapWords } from './input.ts';

const WIDTH = 80;
const HALF = (WIDTH - 3) / 2;
const cells = (grapheme: string): number => stringWidth(grapheme);

/** Two runs side by side in 80 columns, without colour: yours on the left; `≠` marks what one of them alone did. */
export function compareText({ title, moment, mine, theirs }: CompareInput): string {
  const alignment = align(mine.events, theirs.events);
  const lines: string[] = [];
  for (const row of rowsOf(alignment)) {
    if (row.kind === 'gap') {
      lines.push(centred(gapWords(row.count)));
      continue;
    }
    if (row.isFirst) lines.push(centred(`─── ${DIVERGENCE} ───`));
    lines.push(...sideBySide(cell(row.pair.mine), cell(row.pair.theirs), row.pair.isSame ? '│' : '≠'));
  }
  const heads = [
    ...sideBySide(block(mine.name), block(theirs.name), '│'),
    ...sideBySide(block(mine.outcome), block(theirs.outcome), '│'),
  ];
  const same = alignment.divergesAt < 0 ? ['', ' Both did the same, apart from their times.'] : [];
  const where = moment === undefined ? [] : block(`The moment: ${moment}`, WIDTH);
  return [...block(title, WIDTH), ...where, '', ...heads, centred('─'.repeat(WIDTH)), ...lines, ...same, ''].join('\n');
}

function cell(event: HistoryEvent | undefined): string[] {
  if (!event) return [];
  const stamp = `${seconds(event.atMs).padStart(6)} `;
  const [first, ...rest] = block(`${event.actor}: ${event.text}`, HALF - stamp.length, 4);
  return [`${stamp}${first}`, ...rest.map((line) => ' '.repeat(stamp.length) + line)];
}

const block = (text: string, width = HALF, maxLines = 6): string[] => wrapped(clean(text), width, maxLines, cells);

function sideBySide(left: readonly string[], right: readonly string[], mark: string): string[] {
  const rows = Math.max(left.length, right.length, 1);
  return Array.from({ length: rows }, (_, row) => {
    const text = left[row] ?? '';
    const gap = ' '.repeat(Math.max(0, Math.floor(HALF) - stringWidth(text)));
    return `${text}${gap} ${row === 0 ? mark : '│'} ${right[row] ?? ''}`.trimEnd();
  });
}

function centred(text: string): string {
  return ' '.repeat(Math.max(0, Math.floor((WIDTH - stringWidth(text)) / 2))) + text;
}
