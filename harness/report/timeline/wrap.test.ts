import { expect, test } from 'vitest';
import { emWidth } from './em-width.ts';
import { shortened, widthOf, wrapped } from './wrap.ts';

const one = () => 1;

test('a text is wrapped between its words', () => {
  expect(wrapped('commits orders-0 up to 4', 10, 5, one)).toEqual(['commits', 'orders-0', 'up to 4']);
  expect(wrapped('fits', 4, 1, one)).toEqual(['fits']);
  expect(wrapped('', 4, 1, one)).toEqual(['']);
});

test('a word too long for a line is broken', () => {
  expect(wrapped('a abcdefgh b', 3, 9, one)).toEqual(['a', 'abc', 'def', 'gh', 'b']);
});

test('a line too narrow for one character holds that character', () => {
  expect(wrapped('ab', 0, 9, one)).toEqual(['a', 'b', '']);
});

test.each([
  ['words', 'one two three four five six', ['one two', 'three…']],
  ['a long word', 'abcdefghijklmnopqrstuvwxyz', ['abcdefgh', 'ijklmno…']],
  ['a long word behind a short one', 'a bcdefghijklmnopqrstuvwxyz', ['a', 'bcdefgh…']],
])('what does not fit into the lines ends in an ellipsis: %s', (_, text, lines) => {
  expect(wrapped(text, 8, 2, one)).toEqual(lines);
});

test('a text that just fits has no ellipsis', () => {
  expect(wrapped('abcdefgh ijklmnop', 8, 2, one)).toEqual(['abcdefgh', 'ijklmnop']);
  expect(wrapped('abcdefghijklmnop', 8, 2, one)).toEqual(['abcdefgh', 'ijklmnop']);
  expect(shortened('abcd', 4, one)).toBe('abcd');
  expect(shortened('abcde', 4, one)).toBe('abc…');
});

test('a megabyte is shortened like any text', () => {
  expect(wrapped('x'.repeat(1_000_000), 40, 3, one)).toHaveLength(3);
  expect(wrapped('x '.repeat(500_000), 40, 3, one)).toHaveLength(3);
});

test('an emoji of several code points is one character, and never cut', () => {
  expect(shortened('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 2, one)).toBe('👩‍👩‍👧‍👦…');
});

test('wide characters are given more room than narrow ones', () => {
  const width = (text: string) => widthOf(text, emWidth(10));
  expect(width('i')).toBeLessThan(width('a'));
  expect(width('a')).toBeLessThan(width('W'));
  expect(width('W')).toBeLessThan(width('주'));
  expect(widthOf('a', emWidth(10, { bold: true }))).toBeGreaterThan(width('a'));
});
