import { expect, test } from 'vitest';
import { dark, light, type Palette } from './theme.ts';

const palettes: [string, Palette][] = [
  ['light', light],
  ['dark', dark],
];

/** The contrast of two colours as WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each(palettes)('all text is readable in %s (WCAG AA: 4.5 to 1)', (_, palette) => {
  for (const text of ['ink', 'quiet', 'fault'] as const)
    for (const ground of ['paper', 'band', 'box'] as const)
      expect(contrast(palette[text], palette[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
});

test.each(palettes)('all lines and marks are visible in %s (WCAG AA: 3 to 1)', (_, palette) => {
  for (const mark of ['wire', 'fault', 'good', 'line', 'accent'] as const)
    for (const ground of ['paper', 'band'] as const)
      expect(contrast(palette[mark], palette[ground]), `${mark} on ${ground}`).toBeGreaterThanOrEqual(3);
});
