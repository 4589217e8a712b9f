import type { Dialect } from './handshake.ts';
import { PayloadReader } from './payload-reader.ts';
import { skipQueryAttributes } from './query-attributes.ts';
import { SQL_BYTES, shortSql, verbOf } from './sql.ts';

/**
 * What comes back: `result`: OK, ERR or result sets, one after the other; `prepared`: a statement's number and its
 * definitions; `definitions`: those of columns; `rows`: more of a cursor's; `text`: one packet of text; `login`: what a
 * login comes to; `stream`: a stream that never ends; `nothing`.
 */
export type ReplyForm = 'result' | 'prepared' | 'definitions' | 'rows' | 'text' | 'login' | 'stream' | 'nothing';

/** A command as its first packet tells of it. */
export interface Command {
  verb: string;
  sql: string;
  form: ReplyForm;
  /** It opens a cursor: its reply may end with the column definitions. */
  opensCursor?: true;
  /** What it means for the statements that the connection has prepared. */
  prepares?: true;
  closes?: number;
  forgets?: true;
}

/** The SQL of a connection's prepared statements by their numbers. */
export interface Prepared {
  byId: Map<number, string>;
  /** Of the statement that was sent last to be prepared. */
  last: string;
}

/** The command bytes (“Command Phase” in the MySQL source documentation; 0xfa is MariaDB's). */
const QUERY = 0x03;
const INIT_DB = 0x02;
const PREPARE = 0x16;
const EXECUTE = 0x17;
const CLOSE = 0x19;
const FETCH = 0x1c;
const BULK_EXECUTE = 0xfa;
/** Flags of an execution that ask for a cursor; others have other meanings. */
const CURSOR_TYPES = 0x07;
/** In place of its number: the statement that was prepared last (MariaDB). */
const LAST_PREPARED = 0xffffffff;

const PLAIN: Readonly<Record<number, readonly [verb: string, form: ReplyForm]>> = {
  1: ['QUIT', 'nothing'],
  4: ['FIELD LIST', 'definitions'],
  9: ['STATISTICS', 'text'],
  14: ['PING', 'result'],
  17: ['CHANGE USER', 'login'],
  18: ['BINLOG DUMP', 'stream'],
  19: ['TABLE DUMP', 'stream'],
  21: ['REGISTER REPLICA', 'result'],
  24: ['SEND LONG DATA', 'nothing'],
  26: ['RESET STATEMENT', 'result'],
  27: ['SET OPTION', 'result'],
  30: ['BINLOG DUMP GTID', 'stream'],
  31: ['RESET CONNECTION', 'result'],
};

/** What a command is, given its first packet's payload. Throws RangeError where that is too short. */
export function readCommand(
  payload: Buffer,
  { prepared, dialect }: { prepared: Prepared; dialect: Pick<Dialect, 'hasQueryAttributes'> },
): Command {
  const code = payload[0]!;
  const from = new PayloadReader(payload, 1);
  switch (code) {
    case QUERY:
      if (dialect.hasQueryAttributes) skipQueryAttributes(from);
      return { ...sqlOf(from.text(SQL_BYTES)), form: 'result' };
    case INIT_DB:
      return { verb: 'USE', sql: shortSql(`USE ${from.text(SQL_BYTES)}`), form: 'result' };
    case PREPARE: {
      const { sql } = sqlOf(from.text(SQL_BYTES));
      prepared.last = sql;
      return { verb: 'PREPARE', sql, form: 'prepared', prepares: true };
    }
    case EXECUTE:
    case BULK_EXECUTE: {
      const statement = { ...sqlOf(preparedAs(from.integer(4), prepared)), form: 'result' } as const;
      const opensCursor = code === EXECUTE && (from.integer(1) & CURSOR_TYPES) !== 0;
      return opensCursor ? { ...statement, opensCursor } : statement;
    }
    case FETCH:
      return { verb: 'FETCH', sql: preparedAs(from.integer(4), prepared), form: 'rows' };
    case CLOSE: {
      const closes = from.integer(4);
      return { verb: 'CLOSE', sql: preparedAs(closes, prepared), form: 'nothing', closes };
    }
  }
  const [verb, form] = PLAIN[code] ?? [`COMMAND ${code}`, 'result'];
  const forgets = verb === 'CHANGE USER' || verb === 'RESET CONNECTION';
  return forgets ? { verb, sql: '', form, forgets } : { verb, sql: '', form };
}

const preparedAs = (id: number, { byId, last }: Prepared): string =>
  id === LAST_PREPARED ? last : (byId.get(id) ?? '');

const sqlOf = (sql: string) => ({ verb: verbOf(sql), sql: shortSql(sql) });
