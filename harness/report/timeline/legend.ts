import { fitted, LINE_HEIGHT, line, marks, rect, textAt } from './shapes.ts';
import { type LegendKey, legendWords } from './words.ts';

const samples: Record<LegendKey, (x: number, y: number) => string> = {
  proof: (x, y) => rect(x - 12, y - 8, 24, 16, 'band') + rect(x - 12, y - 8, 4, 16, 'edge'),
  asked: marks.play,
  done: marks.tick,
  failed: marks.cross,
  unanswered: marks.question,
  'no-answer': (x, y) => line(x - 16, y, x - 2, y) + marks.cross(x + 8, y),
  stopped: (x, y) => line(x - 14, y, x + 8, y) + marks.bar(x + 10, y),
};

/** What the marks mean, side by side on as few lines as they fit. */
export function legend(
  keys: readonly LegendKey[],
  { x, y, width }: { x: number; y: number; width: number },
): { body: string; height: number } {
  let left = x;
  let top = y;
  const parts: string[] = [];
  for (const key of keys) {
    const words = fitted(legendWords[key], width, 1);
    const needed = 40 + words.width + 18;
    if (left > x && left + needed > x + width) {
      left = x;
      top += LINE_HEIGHT + 6;
    }
    parts.push(
      samples[key](left + 16, top + LINE_HEIGHT / 2),
      textAt(words, { x: left + 40, y: top, className: 'quiet' }),
    );
    left += needed;
  }
  return { body: `<g>${parts.join('')}</g>`, height: keys.length > 0 ? top - y + LINE_HEIGHT + 12 : 0 };
}
