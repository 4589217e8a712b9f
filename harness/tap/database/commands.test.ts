import { expect, test } from 'vitest';
import { type Prepared, readCommand } from './commands.ts';
import { encoded, execute, plain, prepare, query, text, withStatement } from './written-packets.ts';

const nothing = (): Prepared => ({ byId: new Map(), last: '' });
const read = (payload: Buffer, prepared = nothing(), hasQueryAttributes = false) =>
  readCommand(payload, { prepared, dialect: { hasQueryAttributes } });

test('a query is told by its verb and its SQL', () => {
  const sql = `insert into orders values ${'(1), '.repeat(100)}(1)`;
  expect(read(query(sql))).toEqual({ verb: 'INSERT', sql: sql.slice(0, 200), form: 'result' });
});

test('a megabyte of SQL is told by its beginning', () => {
  expect(read(query(`UPDATE x SET y = '${'é'.repeat(500_000)}'`)).sql).toBe(`UPDATE x SET y = '${'é'.repeat(182)}`);
});

test('the execution of a prepared statement is told by the statement', () => {
  const prepared = nothing();
  expect(read(prepare('INSERT INTO orders VALUES (?)'), prepared)).toEqual({
    verb: 'PREPARE',
    sql: 'INSERT INTO orders VALUES (?)',
    form: 'prepared',
    prepares: true,
  });
  prepared.byId.set(3, 'INSERT INTO orders VALUES (?)');
  expect(read(execute(3), prepared)).toEqual({ verb: 'INSERT', sql: 'INSERT INTO orders VALUES (?)', form: 'result' });
  expect(read(execute(4), prepared)).toMatchObject({ verb: 'QUERY', sql: '' });
  expect(read(withStatement(0x1c, 3), prepared)).toMatchObject({
    verb: 'FETCH',
    sql: 'INSERT INTO orders VALUES (?)',
    form: 'rows',
  });
  expect(read(withStatement(0x19, 3), prepared)).toMatchObject({ verb: 'CLOSE', closes: 3, form: 'nothing' });
});

test('a statement that is executed before its number is known is the one that was prepared last', () => {
  const prepared = nothing();
  read(prepare('DELETE FROM orders'), prepared);
  expect(read(execute(0xffffffff), prepared)).toMatchObject({ verb: 'DELETE', sql: 'DELETE FROM orders' });
});

test('an execution that asks for a cursor says so', () => {
  expect(read(execute(3, 1))).toMatchObject({ opensCursor: true });
  expect(read(execute(3, 8))).not.toHaveProperty('opensCursor'); // it carries attributes
});

test.each([
  [0x01, 'QUIT', 'nothing'],
  [0x04, 'FIELD LIST', 'definitions'],
  [0x09, 'STATISTICS', 'text'],
  [0x0e, 'PING', 'result'],
  [0x11, 'CHANGE USER', 'login'],
  [0x12, 'BINLOG DUMP', 'stream'],
  [0x18, 'SEND LONG DATA', 'nothing'],
  [0x1a, 'RESET STATEMENT', 'result'],
  [0x1e, 'BINLOG DUMP GTID', 'stream'],
  [0x1f, 'RESET CONNECTION', 'result'],
  [0x50, 'COMMAND 80', 'result'],
])('command %d is %s, and its reply is of the form %s', (code, verb, form) => {
  expect(read(plain(code))).toMatchObject({ verb, form, sql: '' });
});

test('a schema is chosen as by USE', () => {
  expect(read(Buffer.from('\x02shop'))).toEqual({ verb: 'USE', sql: 'USE shop', form: 'result' });
});

test('the SQL stands behind the attributes of a query, whatever their types', () => {
  const withAttributes = (attributes: Buffer) => Buffer.concat([plain(3), attributes, Buffer.from('COMMIT')]);
  expect(read(withAttributes(Buffer.from([0, 1])), nothing(), true)).toMatchObject({ verb: 'COMMIT', sql: 'COMMIT' });
  const values: [type: number, value: Buffer | null][] = [
    [1, Buffer.alloc(1)],
    [2, Buffer.alloc(2)],
    [3, Buffer.alloc(4)],
    [5, Buffer.alloc(8)],
    [6, null],
    [8, Buffer.alloc(8)],
    [12, Buffer.from([4, 0xea, 7, 1, 1])],
    [10, Buffer.from([0])],
    [253, text('trace '.repeat(100))],
    [253, null],
  ];
  const nulls = Buffer.alloc(2);
  for (const [index, [, value]] of values.entries()) if (!value) nulls[index >> 3]! |= 1 << (index & 7);
  const attributes = Buffer.concat([
    ...[encoded(values.length), encoded(1), nulls, Buffer.from([1])],
    ...values.map(([type]) => Buffer.concat([Buffer.from([type, 0]), text('name')])),
    ...values.map(([, value]) => value ?? Buffer.alloc(0)),
  ]);
  expect(read(withAttributes(attributes), nothing(), true)).toMatchObject({ verb: 'COMMIT', sql: 'COMMIT' });
});

test('a command that is too short is told by a RangeError', () => {
  expect(() => read(Buffer.from([0x17, 1]))).toThrow(RangeError);
});
