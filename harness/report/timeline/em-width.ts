import stringWidth from 'string-width';
import type { Measure } from './wrap.ts';

/** The classes of DejaVu Sans and Verdana, the widest of the common fonts, rounded up: a text never takes more than is kept for it. */
const NARROW = 0.42;
const LOWER = 0.65;
const UPPER = 0.8;
const WIDE = 1;
const CJK_OR_EMOJI = 1.4;
const BOLD = 1.12;

/** Measures characters in a proportional font of `size` pixels, without knowing which font a reader has. */
export function emWidth(size: number, { bold = false } = {}): Measure {
  const scale = bold ? size * BOLD : size;
  return (grapheme) => em(grapheme) * scale;
}

function em(grapheme: string): number {
  if (/^[ iljtfrI.,:;|!'()[\]-]$/.test(grapheme)) return NARROW;
  if (/^[a-z0-9_/\\"?*{}$^`]$/.test(grapheme)) return grapheme === 'm' || grapheme === 'w' ? WIDE : LOWER;
  if (/^[A-LN-VX-Z]$/.test(grapheme)) return UPPER;
  const cells = stringWidth(grapheme);
  return cells === 0 ? 0 : cells === 1 ? WIDE : CJK_OR_EMOJI;
}
