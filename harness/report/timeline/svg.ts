import { createHash } from 'node:crypto';
import { bodyOf, placed } from './body.ts';
import { xml } from './clean.ts';
import { drawnEvents } from './drawn-events.ts';
import { emWidth } from './em-width.ts';
import { fatesOf } from './exchanges.ts';
import { seconds, type TimelineInput } from './input.ts';
import { legend } from './legend.ts';
import { fitted, type Look, px, rect, textAt } from './shapes.ts';
import { style } from './theme.ts';
import { legendKeys, whatIsNotDrawn } from './words.ts';

const MARGIN = 16;
/** As a document of its own a drawing becomes no smaller than this: one scrolls rather than read letters of five pixels. */
const MIN_SCALE = 0.85;

/**
 * A run as a sequence diagram: one SVG document that needs nothing else, for light and dark pages, and for screen readers
 * a title, the description and the events that prove the verdict.
 */
export function timelineSvg(input: TimelineInput): string {
  const { title, description, events, proof, limit } = input;
  const drawing = drawnEvents(events, { highlighted: proof, limit });
  const fates = fatesOf(events);
  const layout = placed(drawing);
  const { width } = layout;
  const room = width - 2 * MARGIN;

  const parts: string[] = [];
  let y = MARGIN;
  const put = (words: string, maxLines: number, className: string, look: Look = {}) => {
    const block = fitted(words, room, maxLines, look);
    if (block.lines[0] === '') return;
    parts.push(textAt(block, { x: MARGIN, y, className }));
    y += block.height + 6;
  };
  put(title, 2, 'title', { measure: emWidth(18, { bold: true }), lineHeight: 24 });
  put(description, 6, 'quiet');
  const body = bodyOf(drawing, { layout, fates, proof, top: y + 8 });
  const marks = legend(legendKeys(drawing, fates, proof), { x: MARGIN, y: body.bottom + 4, width: room });
  parts.push(...body.parts, marks.body);
  y = body.bottom + 4 + marks.height;
  put(whatIsNotDrawn(drawing), 4, 'quiet');
  const height = Math.ceil(y + MARGIN - 6);

  const told = JSON.stringify([title, description, events]);
  const id = `timeline-${createHash('sha256').update(told).digest('hex').slice(0, 8)}`;
  const size = `width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="kafka-timeline" ${size} style="min-width: ${px(width * MIN_SCALE)}px" role="img" aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${xml(title)}</title>`,
    `<desc id="${id}-desc">${xml(spoken(input))}</desc>`,
    `<style>${style}</style>`,
    rect(0, 0, width, height, 'paper'),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** What a screen reader says, as the drawing itself is silent to it. */
function spoken({ description, events, proof }: TimelineInput): string {
  const proving = events.filter(({ n }) => proof.has(n));
  const lines = proving.map(({ atMs, actor, text }) => `${seconds(atMs)} s, ${actor}: ${text}.`);
  return [description, ...(lines.length > 0 ? ['What proves the verdict:', ...lines] : [])].join(' ');
}
