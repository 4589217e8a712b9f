import net from 'node:net';
import type { DatabaseDetails } from '../../history/events.ts';
import { forward } from '../forward.ts';
import { OrderedOutput } from '../ordered-output.ts';
import type { CommandRules } from './command-rules.ts';
import type { Command } from './commands.ts';
import { Conversation } from './conversation.ts';
import { refusalOfUnreadable } from './handshake.ts';
import { HEADER_BYTES, type Packet, PacketSplitter } from './packets.ts';
import { Reply } from './reply.ts';

/** A command that a reply is owed to. */
interface Exchange {
  command: Command;
  details: DatabaseDetails;
  reply: Reply;
  /** What has come of the reply and was not passed on. */
  parts: Buffer[];
}

/** What a connection needs of the lane that it is in. */
export interface ConnectionsLane {
  /** The learner process that the lane is for, as histories name it. */
  readonly process: string;
  readonly target: { host: string; port: number };
  readonly rules: CommandRules;
  /** The number of the next command of any of its connections. */
  nextExchange(): number;
  /** Has all that listen to the lane hear of a command or a reply. */
  tell(details: DatabaseDetails): void;
}

/** One connection of a client and its counterpart to the server. */
export class DatabaseConnection {
  /** Resolves when both sockets are closed. */
  readonly closed: Promise<unknown>;
  readonly #lane: ConnectionsLane;
  readonly #number: number;
  readonly #client: net.Socket;
  readonly #server: net.Socket;
  readonly #up: OrderedOutput;
  readonly #down: OrderedOutput;
  readonly #conversation = new Conversation();
  readonly #commands = new PacketSplitter();
  readonly #replies = new PacketSplitter();
  readonly #owed: Exchange[] = [];
  /** From here on bytes pass as they come. */
  #isRaw = { up: false, down: false };
  /** The client sends a file, which ends with an empty packet. */
  #sendsFile = false;

  constructor(lane: ConnectionsLane, client: net.Socket, number: number) {
    this.#lane = lane;
    this.#number = number;
    this.#client = client;
    this.#server = net.connect(lane.target);
    this.#up = new OrderedOutput(this.#server);
    this.#down = new OrderedOutput(client);
    const sockets = [client, this.#server];
    this.closed = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    for (const socket of sockets) {
      socket.setNoDelay(true);
      socket.on('error', () => this.cut());
    }
    client.on('data', (chunk: Buffer) => this.#fromClient(chunk) || client.pause());
    this.#server.on('data', (chunk: Buffer) => this.#fromServer(chunk) || this.#server.pause());
    client.on('drain', () => this.#server.resume());
    this.#server.on('drain', () => client.resume());
    client.on('end', () => this.cut());
    client.on('close', () => this.cut());
    this.#server.on('end', () => this.#serverEnds());
  }

  /** Closes both sides at once. What is held never goes out. */
  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  #fromClient(chunk: Buffer): boolean {
    if (this.#isRaw.up) return this.#up.write(Buffer.concat([this.#commands.takeRest(), chunk]));
    let isFast = true;
    for (const packet of this.#commands.push(chunk)) isFast = this.#clientPacket(packet) && isFast;
    return isFast;
  }

  #clientPacket(packet: Packet): boolean {
    const { bytes, isRest, sequence } = packet;
    if (this.#sendsFile) {
      if (bytes.length === HEADER_BYTES) this.#sendsFile = false;
      return this.#up.write(bytes);
    }
    // A command begins anew with 0; what else comes belongs to a login.
    if (sequence === 0 && !isRest && !this.#isRaw.up) return this.#command(packet);
    if (!this.#conversation.isLoggedIn && !this.#conversation.fromClient(packet)) return this.#refuse(sequence + 1);
    return this.#up.write(bytes);
  }

  #command({ bytes, payload }: Packet): boolean {
    // Where nothing can hold it up it goes out first, and is told of while the server works on it.
    const sent = this.#lane.rules.isEmpty ? { isFast: this.#up.write(bytes) } : undefined;
    const command = this.#understood(() => this.#conversation.command(payload));
    if (!command) return sent?.isFast ?? this.#up.write(bytes);
    const { verb, sql, form } = command;
    const isSilent = form === 'nothing' || form === 'stream';
    const details: DatabaseDetails = {
      kind: 'command',
      process: this.#lane.process,
      exchange: this.#lane.nextExchange(),
      connection: this.#number,
      verb,
      sql,
      ...(isSilent ? { silent: true } : {}),
    };
    if (form === 'stream') this.#isRaw.up = true; // what a replica sends from now on are no commands
    if (form !== 'nothing')
      this.#owed.push({ command, details, reply: new Reply(command, this.#conversation.dialect), parts: [] });
    const rule = sent ? undefined : this.#lane.rules.find(details);
    this.#lane.tell(details);
    return sent?.isFast ?? forward(bytes, { details, rule, output: this.#up, cut: () => this.cut() });
  }

  #fromServer(chunk: Buffer): boolean {
    if (this.#isRaw.down) return this.#down.write(Buffer.concat([this.#replies.takeRest(), chunk]));
    let isFast = true;
    for (const packet of this.#replies.push(chunk)) isFast = this.#serverPacket(packet) && isFast;
    // Where a rule may be about it, the client hears nothing of a reply before the whole of it is here.
    const [current] = this.#owed;
    return current && this.#lane.rules.isEmpty ? this.#pass(current) && isFast : isFast;
  }

  #serverPacket(packet: Packet): boolean {
    if (!this.#conversation.isLoggedIn) return this.#down.write(this.#conversation.fromServer(packet));
    const [current] = this.#owed;
    if (!current || this.#isRaw.down) return this.#down.write(packet.bytes); // such as “shutting down”
    current.parts.push(packet.bytes);
    if (current.command.form === 'stream') return this.#goRaw();
    if (packet.isRest) return true;
    const state = this.#understood(() => current.reply.take(packet.payload));
    if (state === 'done') return this.#replied(current);
    if (state !== 'asks') return true;
    this.#sendsFile = current.command.form === 'result';
    return this.#pass(current);
  }

  #replied(exchange: Exchange): boolean {
    const { command, details, reply, parts } = exchange;
    this.#owed.shift();
    const sent = this.#lane.rules.isEmpty ? { isFast: this.#pass(exchange) } : undefined;
    this.#conversation.replied(command, reply);
    const { rows, error } = reply;
    const replied: DatabaseDetails = { ...details, kind: 'reply', ...(error ? { error } : { rows }) };
    const rule = sent ? undefined : this.#lane.rules.find(replied);
    this.#lane.tell(replied);
    if (sent) return sent.isFast;
    return forward(Buffer.concat(parts), { details: replied, rule, output: this.#down, cut: () => this.cut() });
  }

  #pass({ parts }: Exchange): boolean {
    const bytes = parts.splice(0);
    return bytes.length === 0 || this.#down.write(bytes.length === 1 ? bytes[0]! : Buffer.concat(bytes));
  }

  /** What is not understood passes as it is: the server, or the client, shall be the one to say so. */
  #understood<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#isRaw.up = true;
      this.#goRaw();
      return undefined;
    }
  }

  #goRaw(): boolean {
    this.#isRaw.down = true;
    return this.#owed
      .splice(0)
      .map((exchange) => this.#pass(exchange))
      .every(Boolean);
  }

  #refuse(sequence: number): boolean {
    this.#isRaw.up = true;
    this.#down.write(refusalOfUnreadable(sequence));
    this.#server.destroy();
    this.#client.destroySoon();
    return true;
  }

  /** What it said last, such as why it hangs up, is for the client to hear; what is held is not. */
  #serverEnds(): void {
    const isHeldUp = this.#down.isHeldUp;
    this.#goRaw();
    this.#down.write(this.#replies.takeRest());
    this.#server.destroy();
    if (isHeldUp) this.#client.destroy();
    else this.#client.destroySoon();
  }
}
