import stringWidth from 'string-width';
import type { HistoryEvent } from '../../history/events.ts';
import { clean } from './clean.ts';
import { columnOf } from './columns.ts';
import { drawnEvents } from './drawn-events.ts';
import { type Fates, fatesOf } from './exchanges.ts';
import { seconds, type TimelineInput } from './input.ts';
import { isInjected, isPassing, peerOf } from './passing.ts';
import { eventWords, gapWords, type LegendKey, legendKeys, legendWords, whatIsNotDrawn } from './words.ts';
import { shortened, widthOf, wrapped } from './wrap.ts';

const WIDTH = 80;
const MAX_ACTOR = 14;
const MAX_LINES = 3;

const cells = (grapheme: string): number => stringWidth(grapheme);

const marks: Record<LegendKey, string> = {
  proof: '»',
  asked: ' ▸',
  done: ' ✓',
  failed: ' ✗',
  unanswered: ' ?',
  'no-answer': '──✗',
  stopped: '──┤',
};

/** A run as lines for a terminal of 80 columns, without colour: time, actor, what it did to whom, and the words for it. */
export function timelineText({ title, description, events, proof, limit }: TimelineInput): string {
  const drawing = drawnEvents(events, { highlighted: proof, limit });
  const fates = fatesOf(events);
  const drawn = drawing.rows.flatMap((row) => (row.kind === 'event' ? [row.event] : []));
  const widths = {
    time: Math.max(5, ...drawn.map(({ atMs }) => seconds(atMs).length)),
    actor: Math.min(MAX_ACTOR, Math.max(0, ...drawn.map((event) => widthOf(clean(columnOf(event)), cells)))),
    peer: Math.max(0, ...drawn.map((event) => peerName(event).length)),
  };
  const lines = drawing.rows.flatMap((row) =>
    row.kind === 'gap'
      ? [' '.repeat(widths.time + 4) + gapWords(row.count)]
      : eventLines(row.event, { fates, widths, isProof: proof.has(row.event.n) }),
  );
  const legend = legendKeys(drawing, fates, proof).map((key) => `${marks[key].trim()} ${legendWords[key]}`);
  return [
    ...paragraph(title),
    ...paragraph(description),
    '',
    ...lines,
    ...(lines.length > 0 ? [''] : []),
    ...listed(legend),
    ...paragraph(whatIsNotDrawn(drawing)),
    '',
  ].join('\n');
}

interface Widths {
  time: number;
  actor: number;
  peer: number;
}

function eventLines(
  event: HistoryEvent,
  { fates, widths, isProof }: { fates: Fates; widths: Widths; isProof: boolean },
): string[] {
  const head = [
    (isProof ? '» ' : '  ') + seconds(event.atMs).padStart(widths.time),
    padded(shortened(clean(columnOf(event)), widths.actor, cells), widths.actor),
    padded(markOf(event, fates), 3) + (widths.peer > 0 ? ` ${peerName(event).padEnd(widths.peer)}` : ''),
    '',
  ].join('  ');
  const indent = widthOf(head, cells);
  const [first, ...rest] = wrapped(eventWords(event, fates), WIDTH - indent, MAX_LINES, cells);
  return [`${head}${first}`.trimEnd(), ...rest.map((line) => ' '.repeat(indent) + line)];
}

function markOf({ details }: HistoryEvent, fates: Fates): string {
  switch (details.kind) {
    case 'request':
    case 'command': {
      const fate = fates(details);
      return fate === 'unanswered' ? marks['no-answer'] : fate === 'injected' ? marks.stopped : '──>';
    }
    case 'answer':
    case 'reply':
      return isInjected(details) ? '<╌╌' : '<──';
    case 'effect':
      return marks[details.phase];
    case 'fault':
      return ' ⚡';
    case 'start':
      return ' ●';
    case 'exit':
    case 'crash':
      return ' ╳';
    case 'offsets':
      return ' =';
    case 'decision':
    case 'threw':
    case 'call':
    case 'note':
      return '';
  }
}

function peerName({ details }: HistoryEvent): string {
  return isPassing(details) ? peerOf(details).name : '';
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text, cells)));
}

function paragraph(text: string): string[] {
  const words = clean(text);
  return words === '' ? [] : wrapped(words, WIDTH, 12, cells);
}

/** Short texts side by side, on as few lines as they fit. */
function listed(texts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const longer = `${lines.at(-1)}   ${text}`;
    if (lines.length > 0 && widthOf(longer, cells) <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(text);
  }
  return lines;
}
