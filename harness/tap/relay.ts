import type net from 'node:net';
import { type BrokerSocket, connectTo } from '../broker/broker-socket.ts';
import type { TopicNames } from '../facts/wire/topic-names.ts';
import { requestFacts } from '../facts/wire/vocabulary.ts';
import type { WireDetails } from '../history/events.ts';
import type { Api } from '../protocol/apis.ts';
import { decodeRequest, decodeResponse, encodeResponse } from '../protocol/frame.ts';
import type { Message } from '../protocol/types.ts';
import { type Address, addressesIn } from './addresses.ts';
import { answerDetails } from './answer-details.ts';
import type { Door } from './door.ts';
import { forward, forwardLater, type Passing } from './forward.ts';
import { madeTopics } from './made-topics.ts';
import { OrderedOutput } from './ordered-output.ts';
import { refusal } from './refusal.ts';
import type { Rules, WireRule } from './rules.ts';
import { splice } from './splice.ts';

/** A request that an answer is owed to. */
interface Exchange {
  details: WireDetails;
  correlationId: number;
  api: Api;
  /** What was asked, where its answer may have to wait. */
  asked: Message | undefined;
  /** The tap's own answer, which waits for the answers owed before it: Kafka answers a connection in turn. */
  refusal?: () => void;
}

/** What a connection needs of the lane that it is in. */
export interface RelaysLane {
  /** The learner process that the lane is for, as histories name it. */
  readonly process: string;
  readonly names: TopicNames;
  readonly rules: Rules;
  /** Resolves once each broker knows these topics. */
  readonly untilKnown: ((topics: readonly string[]) => Promise<void>) | undefined;
  /** The door in front of a broker that is open already. */
  openDoor(broker: Address): Door | undefined;
  /** The door in front of a broker, opened when it is first needed. */
  doorFor(broker: Address): Promise<Door>;
  /** The number of the next request of any of its connections. */
  nextExchange(): number;
  /** Has all that listen to the lane hear of a request or an answer. */
  tell(details: WireDetails): void;
  brokerId(broker: Address): number | undefined;
}

/** One connection of a client and its counterpart to the broker. */
export class Relay {
  onEnd: (() => void) | undefined;
  readonly #lane: RelaysLane;
  readonly #number: number;
  readonly #door: Door;
  readonly #client: net.Socket;
  readonly #upstream: BrokerSocket;
  readonly #up: OrderedOutput;
  readonly #down: OrderedOutput;
  readonly #owed: Exchange[] = [];

  constructor(lane: RelaysLane, door: Door, client: net.Socket, number: number) {
    this.#lane = lane;
    this.#number = number;
    this.#door = door;
    this.#client = client;
    this.#upstream = connectTo(door.broker);
    this.#up = new OrderedOutput(this.#upstream);
    this.#down = new OrderedOutput(client);
    client.setNoDelay(true);
    this.#upstream.setNoDelay(true);
    splice({ from: client, to: this.#upstream, output: this.#up }, (frame) => this.#request(frame));
    splice({ from: this.#upstream, to: client, output: this.#down }, (frame) => this.#answer(frame));
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

  #request(frame: Buffer): boolean {
    // Where nothing can hold it up it goes out first, and is told of while the broker works on it.
    const sent = this.#lane.rules.isEmpty ? { isFast: this.#up.write(frame) } : undefined;
    const forwardAsItIs = () => sent?.isFast ?? this.#up.write(frame);
    let request: ReturnType<typeof decodeRequest>;
    try {
      request = decodeRequest(frame);
    } catch {
      return forwardAsItIs(); // the broker answers what is not understood, or hangs up
    }
    const { api, body, correlationId, clientId } = request;
    if (!api || !body) return forwardAsItIs();
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
    const mayWait = api.name === 'CreateTopics' && this.#lane.untilKnown;
    const exchange: Exchange = { details, correlationId, api, asked: mayWait ? body : undefined };
    if (!(api.name === 'Produce' && body.acks === 0)) this.#owed.push(exchange);
    const rule = sent ? undefined : this.#lane.rules.find(details);
    this.#lane.tell(details);
    if (sent) return sent.isFast;
    if (rule?.action.act === 'refuse') return this.#refuse(exchange, body, rule, rule.action.error);
    return forward(frame, this.#passing(details, rule, this.#up));
  }

  #answer(frame: Buffer): boolean {
    const correlationId = frame.length >= 8 ? frame.readInt32BE(4) : undefined;
    const index = this.#owed.findIndex((owed) => owed.correlationId === correlationId && !owed.refusal);
    const [exchange] = index < 0 ? [] : this.#owed.splice(index, 1);
    if (!exchange) return this.#down.write(frame);
    const { api, asked } = exchange;
    const goesAtOnce = this.#lane.rules.isEmpty && !api.hasAddresses && !asked;
    const sent = goesAtOnce ? { isFast: this.#down.write(frame) } : undefined;
    let body: Message | undefined;
    try {
      body = decodeResponse(exchange.api, frame).body;
    } catch {
      // Forwarded as it came; the history tells that there was an answer.
    }
    const details = answerDetails(exchange.details, body, this.#lane.names);
    const rule = sent ? undefined : this.#lane.rules.find(details);
    this.#lane.tell(details);
    const isFast = sent?.isFast ?? this.#forwardAnswer(exchange, frame, body, this.#passing(details, rule, this.#down));
    this.#giveRefusals();
    return isFast;
  }

  #passing(details: WireDetails, rule: WireRule | undefined, output: OrderedOutput): Passing<WireDetails> {
    return { details, rule, output, cut: () => this.cut() };
  }

  /**
   * Lets an answer that names brokers name doors in their place. A door that must be opened first holds it up, and so does a
   * topic that is made and that not every broker knows.
   */
  #forwardAnswer(
    { api, correlationId, asked }: Exchange,
    frame: Buffer,
    body: Message | undefined,
    passing: Passing<WireDetails>,
  ): boolean {
    const made = body && asked ? madeTopics(asked, body) : [];
    if (made.length > 0) {
      forwardLater(
        this.#lane.untilKnown!(made).then(() => frame),
        passing,
      );
      return true;
    }
    const brokers = body && api.hasAddresses ? addressesIn(body) : [];
    if (!body || brokers.length === 0) return forward(frame, passing);
    const pointedTo = (doors: Door[]) => {
      for (const [index, { port }] of doors.entries()) Object.assign(brokers[index]!, { host: '127.0.0.1', port });
      return encodeResponse(api, correlationId, body);
    };
    const open = brokers.flatMap((broker) => this.#lane.openDoor(broker) ?? []);
    if (open.length === brokers.length) return forward(pointedTo(open), passing);
    forwardLater(Promise.all(brokers.map((broker) => this.#lane.doorFor(broker))).then(pointedTo), passing);
    return true;
  }

  #refuse(exchange: Exchange, body: Message, rule: WireRule, error: string): boolean {
    const { api, correlationId } = exchange;
    if (this.#owed.at(-1) !== exchange) {
      rule.applied(exchange.details); // nobody waits for an answer
      return true;
    }
    const answer = refusal(api, body, error);
    exchange.refusal = () => {
      const details: WireDetails = { ...answerDetails(exchange.details, answer, this.#lane.names), injected: true };
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
