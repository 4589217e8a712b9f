import { expect, test } from 'vitest';
import { shortSql, verbOf } from './sql.ts';

test.each([
  ['INSERT INTO orders VALUES (1)', 'INSERT'],
  ['  commit', 'COMMIT'],
  ['begin;', 'BEGIN'],
  ['START TRANSACTION', 'START'],
  ['/* by the worker */ -- and\n # more\n\tselect 1', 'SELECT'],
  ['/*!40101 SET NAMES utf8 */', 'SET'],
  ['/*M!100100 SET x = 1 */', 'SET'],
  ['(SELECT 1) UNION (SELECT 2)', 'SELECT'],
  ['((select 1))', 'SELECT'],
  ['select(1)', 'SELECT'],
  ['XA START "x"', 'XA'],
  ['', 'QUERY'],
  ['/* never closed', 'QUERY'],
  ['-- nothing else', 'QUERY'],
  ['17', 'QUERY'],
])('the verb of %j is %s', (sql, verb) => {
  expect(verbOf(sql)).toBe(verb);
});

test('the SQL is told by its first 200 characters, none of them cut in two', () => {
  expect(shortSql('SELECT 1')).toBe('SELECT 1');
  expect(shortSql('😀'.repeat(300))).toBe('😀'.repeat(200));
});

test('a long comment is stepped over in no time', () => {
  const before = performance.now();
  expect(verbOf(`${'/* a */ '.repeat(500)}${'('.repeat(50)}DELETE FROM x`)).toBe('DELETE');
  expect(performance.now() - before).toBeLessThan(100);
});
