import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { CheckVerdict } from '../run/verdict.ts';
import { checkLines } from './terminal.ts';
import { passed } from './written-verdict.ts';

const tally = '20 of 21 crash points';
const shown = (title: string, more: Partial<CheckVerdict> = {}): string[] =>
  stripVTControlCharacters(checkLines({ ...passed, title, tally, ...more }, new Set())).split('\n');

test('a tally stands at the right end of the title’s line', () => {
  const title = 'no order is lost, whatever moment the worker dies';
  expect(shown(title)).toEqual([` ✓ ${title}${tally.padStart(80 - 3 - title.length)}`]);
});

test('a tally stands before what went wrong, and notes behind it', () => {
  const lines = shown('no order is lost', { outcome: 'inconclusive', notes: ['3 of 3'], reason: 'broker 2 died' });
  expect(lines.map((line) => line.trim().replace(/ {2,}/, ' | '))).toEqual([
    `? no order is lost | ${tally}`,
    'Could not tell: broker 2 died',
    '3 of 3',
  ]);
});

test('a check that waits for those before it says so, and nothing of its reason', () => {
  const [line, ...rest] = shown('no order is lost', { outcome: 'inconclusive', isNotTried: true, reason: 'why' });
  expect(line).toMatch(/^ · no order is lost +waits for those above$/);
  expect(rest).toEqual([]);
});

test('a title that leaves room for two spaces and the tally has it beside it; one letter more, and it is below', () => {
  const most = 80 - 3 - 2 - tally.length;
  expect(shown('x'.repeat(most))).toEqual([` ✓ ${'x'.repeat(most)}  ${tally}`]);
  expect(shown('x'.repeat(most + 1))).toEqual([` ✓ ${'x'.repeat(most + 1)}`, tally.padStart(80)]);
});

test('a title of several lines has the tally beside the last of them', () => {
  const lines = shown(`${'order '.repeat(14)}end`);
  expect(lines).toHaveLength(2);
  expect(lines[0]).not.toContain(tally);
  expect(lines[1]).toMatch(/^ {3}order end +20 of 21 crash points$/);
  expect(lines[1]).toHaveLength(80);
});

test.each([
  ['', 'a'],
  [' of a deeper check', '주문'],
])('no line is longer than 80 columns, and the tally ends at the 80th, whatever the title%s', (deeper, word) => {
  const level = deeper ? 'deeper' : 'core';
  for (let count = 1; count <= 60; count++) {
    const lines = shown(`${word} `.repeat(count).trim(), { level });
    const withTally = lines.filter((line) => line.includes(tally));
    expect(withTally.map((line) => stringWidth(line))).toEqual([80]);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBe(80);
  }
});
