import { clean, xml } from './clean.ts';
import { emWidth } from './em-width.ts';
import { type Measure, widthOf, wrapped } from './wrap.ts';

export const LINE_HEIGHT = 17;

export const textWidth: Measure = emWidth(13);
export const boldWidth: Measure = emWidth(13, { bold: true });

/** A text that was fitted into its room. */
export interface Block {
  lines: string[];
  width: number;
  height: number;
  lineHeight: number;
  /** The whole text, where the lines do not hold all of it. */
  full?: string;
}

/** How a text is written. */
export interface Look {
  measure?: Measure;
  lineHeight?: number;
}

/** Fits a text into `width` pixels and `maxLines` lines. */
export function fitted(
  text: string,
  width: number,
  maxLines: number,
  { measure = textWidth, lineHeight = LINE_HEIGHT }: Look = {},
): Block {
  const whole = clean(text);
  const lines = wrapped(whole, width, maxLines, measure);
  return {
    lines,
    width: Math.max(...lines.map((line) => widthOf(line, measure))),
    height: lines.length * lineHeight,
    lineHeight,
    ...(lines.at(-1)!.endsWith('…') ? { full: whole } : {}),
  };
}

/** Numbers in a drawing need no more than a tenth of a pixel. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

/** A block whose first line's upper edge is at `y`. */
export function textAt(
  { lines, full, lineHeight }: Block,
  { x, y, className, anchor }: { x: number; y: number; className?: string; anchor?: 'end' | 'middle' },
): string {
  const named = className === undefined ? '' : ` class="${className}"`;
  const anchored = anchor === undefined ? '' : ` text-anchor="${anchor}"`;
  const title = full === undefined ? '' : `<title>${xml(full)}</title>`;
  const [only, ...more] = lines;
  const spans = [only!, ...more].map((line, index) => {
    return `<tspan x="${px(x)}" y="${px(y + lineHeight - 4 + index * lineHeight)}">${xml(line)}</tspan>`;
  });
  return `<text${named}${anchored}>${title}${spans.join('')}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, className = 'stroke'): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" class="${className}"/>`;
}

export function rect(x: number, y: number, width: number, height: number, className = '', radius = 0): string {
  const named = className === '' ? '' : ` class="${className}"`;
  const round = radius > 0 ? ` rx="${px(radius)}"` : '';
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"${round}${named}/>`;
}

export const path = (d: string, className: string): string => `<path d="${d}" class="${className}"/>`;

/** Marks are drawn, not written: no reader's font must have them. Each is about 12 pixels wide, around its middle. */
export const marks = {
  cross: (x: number, y: number) =>
    path(`M${px(x - 5)} ${px(y - 5)}l10 10M${px(x - 5)} ${px(y + 5)}l10 -10`, 'stroke bad'),
  tick: (x: number, y: number) => path(`M${px(x - 5)} ${px(y)}l4 4l7 -9`, 'stroke good'),
  play: (x: number, y: number) => path(`M${px(x - 3.5)} ${px(y - 5)}l8 5l-8 5z`, 'solid plain'),
  question: (x: number, y: number) =>
    path(`M${px(x - 3.5)} ${px(y - 3)}a3.6 3.6 0 1 1 5 3.4q-1.5 0.8 -1.5 2.4`, 'stroke bad') +
    `<circle cx="${px(x)}" cy="${px(y + 6.4)}" r="1.5" class="solid bad"/>`,
  bolt: (x: number, y: number) => path(`M${px(x + 2)} ${px(y - 7)}l-6 8h4l-2 6l6 -8h-4z`, 'solid bad'),
  bar: (x: number, y: number) => line(x, y - 6, x, y + 6, 'stroke bad'),
  dot: (x: number, y: number) => `<circle cx="${px(x)}" cy="${px(y)}" r="3.5" class="solid plain"/>`,
  /** The end of a process. */
  end: (x: number, y: number) =>
    path(`M${px(x - 6)} ${px(y - 6)}l12 12M${px(x - 6)} ${px(y + 6)}l12 -12`, 'stroke plain'),
};
