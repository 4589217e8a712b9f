import { expect, test } from 'vitest';
import { duration, justified, paragraph } from './style.ts';

test.each([
  [0, '0 ms'],
  [340.4, '340 ms'],
  [999, '999 ms'],
  [999.6, '1.0 s'],
  [1_000, '1.0 s'],
  [2_149, '2.1 s'],
  [59_940, '59.9 s'],
  [59_970, '1 min 0 s'],
  [65_000, '1 min 5 s'],
  [119_600, '2 min 0 s'],
])('%d ms is written as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('a paragraph is wrapped behind its indent', () => {
  const lines = paragraph('order '.repeat(40).trim(), '     ').split('\n');
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line).toMatch(/^ {5}order( order)*$/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a word longer than a line is broken', () => {
  for (const line of paragraph('x'.repeat(300), '  ').split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('two texts stand at the two ends of a line, or of two lines where one is too short', () => {
  const length = (text: string): number => text.length;
  expect(justified('left', 'right', length)).toBe(`left${' '.repeat(71)}right`);
  expect(justified('l'.repeat(78), 'right', length)).toBe(`${'l'.repeat(78)}\n${'right'.padStart(80)}`);
});
