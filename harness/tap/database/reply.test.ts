import { describe, expect, test } from 'vitest';
import type { Command, ReplyForm } from './commands.ts';
import type { Dialect } from './handshake.ts';
import { MAX_PAYLOAD_BYTES } from './packets.ts';
import { Reply, type ReplyState } from './reply.ts';
import * as written from './written-packets.ts';

const { binaryRow, columnCount, CURSOR_EXISTS, definition, encoded, eof, err, MORE_RESULTS, ok, okForEof, row } =
  written;

const old: Dialect = { hasNoEof: false, maySkipDefinitions: false, hasQueryAttributes: false };
const now: Dialect = { ...old, hasNoEof: true };
const skipping: Dialect = { ...now, maySkipDefinitions: true };

/** What a reply of these packets comes to. Fails where it is done before the last of them, or not then. */
function reply(
  payloads: Buffer[],
  { form = 'result' as ReplyForm, dialect = old, more = {} as Partial<Command> } = {},
) {
  const taken = new Reply({ verb: 'SELECT', sql: '', form, ...more }, dialect);
  const states = payloads.map((payload) => taken.take(payload));
  const last: ReplyState[] = states.map((_, index) => (index === states.length - 1 ? 'done' : 'more'));
  expect(states.map((state) => (state === 'asks' ? 'more' : state))).toEqual(last);
  const { rows, error, statement } = taken;
  return { rows, ...(error ? { error } : {}), ...(statement === undefined ? {} : { statement }), states };
}

const ends = [
  ['with EOF packets', old, [eof()], eof],
  ['without EOF packets', now, [], okForEof],
] as const;

describe.each(ends)('%s', (_, dialect, afterDefinitions, end) => {
  const head = [columnCount(2), definition('id'), definition('name'), ...afterDefinitions];

  test('a result set ends after its rows, and tells how many there were', () => {
    expect(reply([...head, row('1', 'a'), row('2', 'b'), end()], { dialect }).rows).toBe(2);
    expect(reply([...head, end()], { dialect }).rows).toBe(0);
  });

  test('several results are one reply, and their rows are counted together', () => {
    const first = [...head, row('1', 'a'), end(MORE_RESULTS)];
    expect(reply([...first, ok(3, MORE_RESULTS), ...head, row('2', 'b'), end()], { dialect }).rows).toBe(5);
    expect(reply([ok(1, MORE_RESULTS), ok(1)], { dialect }).rows).toBe(2);
  });

  test('an error ends it wherever it comes', () => {
    const failed = err(1317, 'Query execution was interrupted');
    const error = { code: 1317, message: 'Query execution was interrupted' };
    expect(reply([failed], { dialect }).error).toEqual(error);
    expect(reply([...head, failed], { dialect }).error).toEqual(error);
    expect(reply([...head, row('1', 'a'), failed], { dialect }).error).toEqual(error);
    expect(reply([ok(1, MORE_RESULTS), failed], { dialect }).error).toEqual(error);
  });

  test('binary rows, which begin as an OK packet does, are rows', () => {
    expect(reply([...head, binaryRow(1), binaryRow(2), end()], { dialect }).rows).toBe(2);
  });

  test('a row that tells of 16 MB begins as an EOF packet does, and is a row', () => {
    const long = Buffer.concat([encoded(MAX_PAYLOAD_BYTES + 1), Buffer.alloc(MAX_PAYLOAD_BYTES - 9)]);
    expect(reply([...head, long, row('2', 'b'), end()], { dialect }).rows).toBe(2);
  });

  test('reports of progress are not its end', () => {
    const progress = err(0xffff, 'Stage 1 of 2');
    expect(reply([progress, progress, ok(4)], { dialect }).rows).toBe(4);
  });

  test('a statement is prepared when its parameters and its columns were told', () => {
    const prepared = { form: 'prepared', dialect } as const;
    const [parameter, column] = [definition('?'), definition('id')];
    const both = [written.prepareOk(5, 1, 2), parameter, parameter, ...afterDefinitions, column, ...afterDefinitions];
    expect(reply(both, prepared).statement).toBe(5);
    expect(reply([written.prepareOk(6, 0, 1), parameter, ...afterDefinitions], prepared).statement).toBe(6);
    expect(reply([written.prepareOk(7, 1, 0), column, ...afterDefinitions], prepared).statement).toBe(7);
    expect(reply([written.prepareOk(8, 0, 0)], prepared).statement).toBe(8);
    expect(reply([err(1146, 'no such table')], prepared)).toMatchObject({ error: { code: 1146 } });
  });

  test('the definitions alone are the reply to what opens a cursor, and its rows come when they are fetched', () => {
    const definitions = [columnCount(2), definition('id'), definition('name'), end(CURSOR_EXISTS)];
    expect(reply(definitions, { dialect, more: { opensCursor: true } }).rows).toBe(0);
    const fetched = [binaryRow(1), binaryRow(2), end(CURSOR_EXISTS)];
    expect(reply(fetched, { form: 'rows', dialect }).rows).toBe(2);
  });

  test('where a cursor was asked for and not opened, rows follow', () => {
    expect(reply([...head, binaryRow(1), end()], { dialect, more: { opensCursor: true } }).rows).toBe(1);
  });

  test('definitions of columns that are asked for are no rows', () => {
    expect(reply([definition('id'), definition('name'), end()], { form: 'definitions', dialect }).rows).toBe(0);
  });

  test('an EOF packet may be the whole reply', () => {
    expect(reply([end()], { dialect }).rows).toBe(0);
  });
});

describe('where definitions may be skipped', () => {
  test('rows follow the column count at once', () => {
    expect(reply([columnCount(2, 0), row('1', 'a'), okForEof()], { dialect: skipping }).rows).toBe(1);
    const { rows } = reply([columnCount(2, 0), eof(), row('1', 'a'), eof()], {
      dialect: { ...skipping, hasNoEof: false },
    });
    expect(rows).toBe(1);
  });

  test('they may be sent all the same', () => {
    const sent = [columnCount(1, 1), definition('id'), row('1'), okForEof()];
    expect(reply(sent, { dialect: skipping }).rows).toBe(1);
  });

  test('so may those of a prepared statement', () => {
    const prepared = { form: 'prepared', dialect: skipping } as const;
    expect(reply([written.prepareOk(5, 1, 1, 0)], prepared).statement).toBe(5);
    const sent = [written.prepareOk(5, 1, 1, 1), definition('?'), definition('id')];
    expect(reply(sent, prepared).statement).toBe(5);
    // MariaDB, which never skips these, does not have the byte
    expect(reply([written.prepareOk(5, 1, 1), definition('?'), definition('id')], prepared).statement).toBe(5);
  });
});

test('more than 250 rows and columns are counted', () => {
  const definitions = Array.from({ length: 300 }, (_, index) => definition(`c${index}`));
  expect(reply([columnCount(300), ...definitions, eof(), row('1'), eof()]).rows).toBe(1);
  for (const rows of [250, 251, 65_535, 65_536, 16_777_216]) expect(reply([ok(rows)]).rows).toBe(rows);
});

test('a file that the server asks for is waited for', () => {
  expect(reply([written.localInfile('orders.csv'), ok(4)])).toEqual({ rows: 4, states: ['asks', 'done'] });
  expect(reply([written.localInfile('orders.csv'), err(1148, 'not allowed')]).error).toMatchObject({ code: 1148 });
});

test('a login goes back and forth before it is over', () => {
  const switched = Buffer.from([0xfe, 1, 2]);
  const more = Buffer.from([0x01, 4]);
  expect(reply([switched, more, more, ok()], { form: 'login' }).states).toEqual(['asks', 'asks', 'asks', 'done']);
  expect(reply([switched, err(1045, 'Access denied')], { form: 'login' }).error).toMatchObject({ code: 1045 });
});

test('a text is a whole reply', () => {
  expect(reply([Buffer.from('Uptime: 17')], { form: 'text' }).rows).toBe(0);
});

test('what no server sends is told by a RangeError', () => {
  expect(() => reply([Buffer.from([0xfc])])).toThrow(RangeError);
  expect(() => reply([Buffer.alloc(0)])).toThrow(RangeError);
});
