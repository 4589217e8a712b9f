import net from 'node:net';
import type { WireDetails } from '../history/events.ts';
import type { Api } from '../protocol/apis.ts';
import { decodeRequest, decodeResponse, encodeResponse, FrameSplitter } from '../protocol/frame.ts';
import type { Message } from '../protocol/types.ts';
import { type Address, addressesIn } from './addresses.ts';
import type { Door } from './door.ts';
import { answerFacts, requestFacts } from './facts.ts';
import type { Lane } from './lane.ts';
import { OrderedOutput } from './ordered-output.ts';
import { refusal } from './refusal.ts';
import type { Rule } from './rules.ts';

/** More than any broker takes (socket.request.max.bytes is 100 MB) or gives: longer “frames” are another protocol. */
const MAX_FRAME_BYTES = 200_000_000;

/** A request that an answer is owed to. */
interface Exchange {
  details: WireDetails;
  correlationId: number;
  api: Api;
  /** The tap's own answer, which waits for the answers owed before it: Kafka answers a connection in turn. */
  refusal?: () => void;
}

/** One connection of a client and its counterpart to the broker. */
export class Relay {
  onEnd: (() => void) | undefined;
  readonly #lane: Lane;
  readonly #number: number;
  readonly #door: Door;
  readonly #client: net.Socket;
  readonly #upstream: net.Socket;
  readonly #up: OrderedOutput;
  readonly #down: OrderedOutput;
  readonly #owed: Exchange[] = [];

  constructor(lane: Lane, door: Door, client: net.Socket, number: number) {
    this.#lane = lane;
    this.#number = number;
    this.#door = door;
    this.#client = client;
    this.#upstream = net.connect(door.broker);
    this.#up = new OrderedOutput(this.#upstream);
    this.#down = new OrderedOutput(client);
    client.setNoDelay(true);
    this.#upstream.setNoDelay(true);
    this.#relay(client, this.#up, (frame) => this.#request(frame));
    this.#relay(this.#upstream, this.#down, (frame) => this.#answer(frame));
    this.#upstream.on('error', () => door.look());
    this.#upstream.on('close', () => door.look());
    const ended = () => client.destroyed && this.#upstream.destroyed && this.onEnd?.();
    client.on('close', ended);
    this.#upstream.on('close', ended);
  }

  get broker(): Address {
    return this.#door.broker;
  }

  /** Closes both sides at once. */
  cut(): void {
    this.#client.destroy();
    this.#upstream.destroy();
  }

  /** Hands each frame that comes from one side to `take`, and what is no frame to the other side as it is. */
  #relay(from: net.Socket, to: OrderedOutput, take: (frame: Buffer) => boolean): void {
    const other = from === this.#client ? this.#upstream : this.#client;
    let frames: FrameSplitter | undefined = new FrameSplitter({ maxBytes: MAX_FRAME_BYTES });
    other.on('drain', () => from.resume());
    from.on('data', (chunk: Buffer) => {
      const whole: Buffer[] = [];
      let rest: Buffer | undefined;
      if (frames)
        try {
          for (const frame of frames.push(chunk)) whole.push(frame);
        } catch {
          // Not Kafka's protocol (TLS, say): the broker shall be the one to say so.
          rest = frames.takeRest();
          frames = undefined;
        }
      else rest = chunk;
      let isFast = true;
      for (const frame of whole) isFast = take(frame) && isFast;
      if (rest) isFast = to.write(rest) && isFast;
      if (!isFast) from.pause();
    });
    from.on('end', () => {
      const half = frames?.takeRest();
      if (half && half.length > 0) to.write(half);
      to.end();
    });
    // A connection that was reset is reset on the other side too, not ended in good order.
    from.on('error', () => other.resetAndDestroy());
    from.on('close', () => other.resume()); // what was paused for a slow receiver that is gone now
  }

  #request(frame: Buffer): boolean {
    let request: ReturnType<typeof decodeRequest>;
    try {
      request = decodeRequest(frame);
    } catch {
      return this.#up.write(frame); // the broker answers what is not understood, or hangs up
    }
    const { api, body, correlationId, clientId } = request;
    if (!api || !body) return this.#up.write(frame);
    const details: WireDetails = {
      kind: 'request',
      process: this.#lane.process,
      exchange: this.#lane.nextExchange(),
      connection: this.#number,
      broker: this.#lane.brokerId(this.#door.broker),
      clientId,
      api: api.name,
      version: api.version,
      ...requestFacts(api.name, body, this.#lane.names),
    };
    const exchange: Exchange = { details, correlationId, api };
    if (!(api.name === 'Produce' && body.acks === 0)) this.#owed.push(exchange);
    const rule = this.#lane.rules.find(details);
    this.#lane.tell(details);
    if (rule?.action.act === 'refuse') return this.#refuse(exchange, body, rule, rule.action.error);
    return this.#pass(frame, this.#up, rule, details);
  }

  #answer(frame: Buffer): boolean {
    const correlationId = frame.length >= 8 ? frame.readInt32BE(4) : undefined;
    const index = this.#owed.findIndex((owed) => owed.correlationId === correlationId && !owed.refusal);
    const [exchange] = index < 0 ? [] : this.#owed.splice(index, 1);
    if (!exchange) return this.#down.write(frame);
    let body: Message | undefined;
    try {
      body = decodeResponse(exchange.api, frame).body;
    } catch {
      // Forwarded as it came; the history tells that there was an answer.
    }
    const { api } = exchange;
    const details = this.#answered(exchange, body);
    const rule = this.#lane.rules.find(details);
    this.#lane.tell(details);
    const isFast =
      body && api.hasAddresses
        ? this.#passRewritten(exchange, frame, body, rule, details)
        : this.#pass(frame, this.#down, rule, details);
    this.#giveRefusals();
    return isFast;
  }

  #answered({ details, api }: Exchange, body: Message | undefined): WireDetails {
    const { process, exchange, connection, broker, clientId, version, group, transactionalId, acks } = details;
    return {
      kind: 'answer',
      process,
      exchange,
      connection,
      broker,
      clientId,
      api: api.name,
      version,
      ...(group === undefined ? {} : { group }),
      ...(transactionalId === undefined ? {} : { transactionalId }),
      ...(acks === undefined ? {} : { acks }),
      ...(body ? withOffsets(answerFacts(api.name, body, this.#lane.names), details) : {}),
    };
  }

  /** Forwards a frame, unless a rule says otherwise. */
  #pass(frame: Buffer, to: OrderedOutput, rule: Rule | undefined, details: WireDetails): boolean {
    switch (rule?.action.act) {
      case undefined:
      case 'refuse':
        return to.write(frame);
      case 'cut':
        this.cut();
        rule!.applied(details);
        return true;
      case 'drop':
        to.swallow();
        rule!.applied(details);
        return true;
      case 'hold':
      case 'delay': {
        const slot = to.hold();
        const release = () => slot.fill(frame);
        rule!.applied(details, release);
        if (rule!.action.act === 'delay') setTimeout(release, rule!.action.ms).unref();
        return true;
      }
    }
  }

  /** Lets the answer name doors in place of brokers. A door that must be opened first holds it up. */
  #passRewritten(
    { api, correlationId }: Exchange,
    frame: Buffer,
    body: Message,
    rule: Rule | undefined,
    details: WireDetails,
  ): boolean {
    const brokers = addressesIn(body);
    if (brokers.length === 0) return this.#pass(frame, this.#down, rule, details);
    const pointedTo = (doors: Door[]) => {
      for (const [index, { port }] of doors.entries()) Object.assign(brokers[index]!, { host: '127.0.0.1', port });
      return encodeResponse(api, correlationId, body);
    };
    const open = brokers.flatMap((broker) => this.#lane.openDoor(broker) ?? []);
    if (open.length === brokers.length) return this.#pass(pointedTo(open), this.#down, rule, details);
    const place = this.#down.hold();
    Promise.all(brokers.map((broker) => this.#lane.doorFor(broker))).then(
      (doors) => {
        const release = () => place.fill(pointedTo(doors));
        if (!rule) return release();
        const { action } = rule;
        if (action.act === 'delay') setTimeout(release, action.ms).unref();
        if (action.act === 'drop') this.#down.swallow();
        if (action.act === 'cut') this.cut();
        rule.applied(details, action.act === 'hold' || action.act === 'delay' ? release : undefined);
      },
      () => this.cut(), // no port is left for a door
    );
    return true;
  }

  #refuse(exchange: Exchange, body: Message, rule: Rule, error: string): boolean {
    const { api, correlationId } = exchange;
    if (this.#owed.at(-1) !== exchange) {
      rule.applied(exchange.details); // nobody waits for an answer
      return true;
    }
    const answer = refusal(api, body, error);
    exchange.refusal = () => {
      const details: WireDetails = { ...this.#answered(exchange, answer), injected: true };
      this.#lane.tell(details);
      this.#down.write(encodeResponse(api, correlationId, answer));
      rule.applied(details);
    };
    this.#giveRefusals();
    return true;
  }

  #giveRefusals(): void {
    while (this.#owed[0]?.refusal) this.#owed.shift()!.refusal!();
  }
}

/** An answer to a commit names no offsets, and one to acks 1 or all names them only where it succeeded: those of the request. */
function withOffsets(answer: ReturnType<typeof answerFacts>, request: WireDetails): ReturnType<typeof answerFacts> {
  if (!request.partitions || !answer.partitions) return answer;
  const asked = (topic: string, partition: number) =>
    request.partitions!.find((part) => part.topic === topic && part.partition === partition);
  return {
    ...answer,
    partitions: answer.partitions.map((part) => {
      const from = asked(part.topic, part.partition);
      return { ...(from?.offset === undefined ? {} : { offset: from.offset }), ...part };
    }),
  };
}
