import type { DatabaseError } from '../../history/events.ts';
import type { Command } from './commands.ts';
import type { Dialect } from './handshake.ts';
import { MAX_PAYLOAD_BYTES } from './packets.ts';
import { PayloadReader } from './payload-reader.ts';

const OK = 0x00;
const MORE_LOGIN_DATA = 0x01;
const LOCAL_INFILE = 0xfb;
/** EOF, an OK packet that ends rows, or another way to log in that the server asks for. */
const EOF = 0xfe;
const ERR = 0xff;
/** An ERR packet with this code is no error: MariaDB tells how far a long command has come. */
const PROGRESS = 0xffff;
/** Status flags: another result follows; the result's rows are left to a cursor. */
const MORE_RESULTS = 0x0008;
const CURSOR_EXISTS = 0x0040;

/** `more`: it goes on; `asks`: the server waits for the client to go on; `done`: this was its last packet. */
export type ReplyState = 'more' | 'asks' | 'done';

/**
 * Follows the reply to one command, to know where it ends (“Command Phase” in the MySQL source documentation, and “4 -
 * Server Response Packets” in MariaDB's).
 */
export class Reply {
  /** Affected, and returned, by all results together. */
  rows = 0;
  error: DatabaseError | undefined;
  /** The number of the statement that was prepared. */
  statement: number | undefined;
  readonly #command: Command;
  readonly #dialect: Dialect;
  #awaits: 'first' | 'definitions' | 'last definitions' | 'rows';
  /** How many definitions and EOF packets are still to come. */
  #left = 0;

  constructor(command: Command, dialect: Dialect) {
    this.#command = command;
    this.#dialect = dialect;
    const { form } = command;
    this.#awaits = form === 'rows' || form === 'definitions' ? 'rows' : 'first';
  }

  /** Takes the next packet, the rests of long ones left out. Throws RangeError at what no server sends. */
  take(payload: Buffer): ReplyState {
    if (payload[0] === ERR) return this.#fails(payload);
    switch (this.#awaits) {
      case 'first':
        return this.#first(payload);
      case 'definitions':
        if (--this.#left > 0) return 'more';
        this.#awaits = 'rows';
        // The rows of a cursor are fetched by commands of their own.
        return this.#command.opensCursor && isEof(payload) && endStatus(payload) & CURSOR_EXISTS ? 'done' : 'more';
      case 'last definitions':
        return --this.#left > 0 ? 'more' : 'done';
      case 'rows':
        if (isEof(payload) && this.#endsRows(payload)) return this.#unlessMore(endStatus(payload));
        if (this.#command.form !== 'definitions') this.rows++;
        return 'more';
    }
  }

  #first(payload: Buffer): ReplyState {
    const { form } = this.#command;
    if (form === 'text') return 'done';
    if (form === 'login') return payload[0] === EOF || payload[0] === MORE_LOGIN_DATA ? 'asks' : 'done';
    if (form === 'prepared') return this.#prepared(payload);
    if (payload[0] === LOCAL_INFILE) return 'asks';
    if (payload[0] === EOF) return this.#unlessMore(endStatus(payload));
    const from = new PayloadReader(payload);
    if (payload[0] === OK) {
      from.skip(1);
      this.rows += from.encoded();
      from.encoded(); // the last id that was inserted
      return this.#unlessMore(from.integer(2));
    }
    const columns = from.encoded();
    const isSkipped = this.#dialect.maySkipDefinitions && from.integer(1) === 0;
    this.#left = (isSkipped ? 0 : columns) + this.#eof;
    this.#awaits = this.#left > 0 ? 'definitions' : 'rows';
    return 'more';
  }

  /** COM_STMT_PREPARE_OK: parameters and columns, each followed by an EOF packet where there are any. */
  #prepared(payload: Buffer): ReplyState {
    const from = new PayloadReader(payload, 1);
    this.statement = from.integer(4);
    const [columns, parameters] = [from.integer(2), from.integer(2)];
    // a filler and the number of warnings; then, of MySQL, whether the definitions are sent
    if (this.#dialect.maySkipDefinitions && payload.length > 12 && payload[12] === 0) return 'done';
    this.#left = [columns, parameters].reduce((sum, count) => sum + (count > 0 ? count + this.#eof : 0), 0);
    this.#awaits = 'last definitions';
    return this.#left > 0 ? 'more' : 'done';
  }

  #fails(payload: Buffer): ReplyState {
    const code = payload.readUInt16LE(1);
    if (code === PROGRESS) return 'more';
    const message = payload.toString('utf8', 3);
    this.error = { code, message: message.replace(/^#.{5}/, '') };
    return 'done';
  }

  /** An EOF packet has 5 bytes; a row may begin with the same byte where it tells of 16 MB or more. */
  #endsRows(payload: Buffer): boolean {
    return this.#dialect.hasNoEof ? payload.length < MAX_PAYLOAD_BYTES : payload.length < 9;
  }

  #unlessMore(status: number): ReplyState {
    if ((status & MORE_RESULTS) === 0) return 'done';
    this.#awaits = 'first';
    return 'more';
  }

  get #eof(): 0 | 1 {
    return this.#dialect.hasNoEof ? 0 : 1;
  }
}

const isEof = (payload: Buffer): boolean => payload[0] === EOF;

/** The status in an EOF packet, or in an OK packet that takes its place. */
function endStatus(payload: Buffer): number {
  if (payload.length === 5) return payload.readUInt16LE(3);
  const from = new PayloadReader(payload, 1);
  from.encoded();
  from.encoded();
  return from.integer(2);
}
