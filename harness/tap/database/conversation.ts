import { type Command, type Prepared, readCommand } from './commands.ts';
import { type Dialect, dialectOf, isResponse, offerOf, readableGreeting } from './handshake.ts';
import type { Packet } from './packets.ts';
import type { Reply } from './reply.ts';

/** Where a connection is, from its greeting to its commands, and what of its past its commands refer to. */
export class Conversation {
  readonly prepared: Prepared = { byId: new Map(), last: '' };
  dialect: Dialect = { hasNoEof: false, maySkipDefinitions: false, hasQueryAttributes: false };
  #offer: ReturnType<typeof offerOf>;
  #isGreeted = false;
  #hasAnsweredGreeting = false;
  #isLoggedIn = false;

  get isLoggedIn(): boolean {
    return this.#isLoggedIn;
  }

  /** A packet of the server's before it has let the client in; returns what the client is given. */
  fromServer({ bytes, payload }: Packet): Buffer {
    if (this.#isGreeted) {
      // What else a server says meanwhile begins with 0x01, 0xfe or 0xff.
      if (payload[0] === 0) this.#isLoggedIn = true;
      return bytes;
    }
    this.#isGreeted = true;
    this.#offer = offerOf(payload);
    return Buffer.concat([bytes.subarray(0, bytes.length - payload.length), readableGreeting(payload)]);
  }

  /** A packet of the client's before its first command. False where it asks for what nobody in the middle can read. */
  fromClient({ payload }: Packet): boolean {
    if (this.#hasAnsweredGreeting || !this.#offer || !isResponse(payload)) return true;
    this.#hasAnsweredGreeting = true;
    const dialect = dialectOf(this.#offer, payload);
    if (dialect === 'unreadable') return false;
    this.dialect = dialect;
    return true;
  }

  command(payload: Buffer): Command {
    const command = readCommand(payload, this);
    if (command.closes !== undefined) this.prepared.byId.delete(command.closes);
    return command;
  }

  /** Told of each reply that is complete. */
  replied({ prepares, forgets, sql }: Command, { error, statement }: Reply): void {
    if (error) return;
    if (prepares && statement !== undefined) this.prepared.byId.set(statement, sql);
    if (forgets) this.prepared.byId.clear();
  }
}
