import { expect, test } from 'vitest';
import type { DatabaseDetails } from '../history/events.ts';
import { tellDatabase } from './tell-database.ts';

const told = (kind: DatabaseDetails['kind'], verb: string, more: Partial<DatabaseDetails> = {}): string =>
  tellDatabase({ kind, process: 'worker', exchange: 1, connection: 1, verb, sql: '', ...more });

test.each<[verb: string, sql: string, text: string]>([
  ['INSERT', 'INSERT INTO orders\n  VALUES (?)', 'INSERT INTO orders VALUES (?)'],
  ['PREPARE', 'INSERT INTO orders VALUES (?)', 'PREPARE: INSERT INTO orders VALUES (?)'],
  ['CLOSE', 'COMMIT', 'CLOSE: COMMIT'],
  ['COMMIT', '/* done */ commit', '/* done */ commit'],
  ['PING', '', 'PING'],
  [
    'INSERT',
    `INSERT INTO orders VALUES ${'(1), '.repeat(30)}`,
    `INSERT INTO orders VALUES ${'(1), '.repeat(10)}(1), …`,
  ],
])('a command %s %j is told as: %s', (verb, sql, text) => {
  expect(told('command', verb, { sql })).toBe(text);
});

test.each<[verb: string, more: Partial<DatabaseDetails>, text: string]>([
  ['INSERT', { rows: 4 }, 'OK, 4 rows'],
  ['UPDATE', { rows: 1 }, 'OK, 1 row'],
  ['UPDATE', { rows: 0 }, 'OK, 0 rows'],
  ['SELECT', { rows: 0 }, 'OK, 0 rows'],
  ['COMMIT', { rows: 0 }, 'OK'],
  ['SHOW', { rows: 2 }, 'OK, 2 rows'],
  ['INSERT', { error: { code: 1062, message: 'Duplicate entry' } }, 'ERR 1062 Duplicate entry'],
])('a reply to %s %o is told as: %s', (verb, more, text) => {
  expect(told('reply', verb, more)).toBe(text);
});
