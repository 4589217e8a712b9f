import type net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import type { WireDetails } from '../history/events.ts';
import { allApis } from '../protocol/apis.ts';
import { encodeRequest, encodeResponse } from '../protocol/frame.ts';
import { RandomMessages, schemaTexts } from '../protocol/random-message.ts';
import { SeededRandom } from '../seeded-random.ts';
import { FakeBroker, silent } from './fake-broker.ts';
import { openLane } from './fake-client.ts';

const ROUNDS = 12;
const EXCHANGES = 8;
const texts = schemaTexts();
// Answers that name brokers are not forwarded byte for byte: addresses.test.ts has them.
const apis = allApis().flatMap((api, index) => (api.hasAddresses ? [] : [{ api, text: texts[index]! }]));

/** Random requests and their answers; some are of an unknown version and some do not decode. */
function conversation(random: SeededRandom): { up: Buffer; down: Buffer; understood: number } {
  const messages = new RandomMessages(random);
  const frames = Array.from({ length: EXCHANGES }, (_, correlationId) => {
    const { api, text } = random.pick(apis);
    const request = encodeRequest(api, correlationId, 'shop', messages.of(text.request));
    const isUnknown = random.chance(0.1);
    if (isUnknown) request.writeInt16BE(99, 6);
    const isBroken = random.chance(0.1);
    return {
      isUnderstood: !isUnknown && !isBroken,
      request: isBroken ? lengthen(request) : request,
      response: encodeResponse(api, correlationId, messages.of(text.response)),
    };
  });
  return {
    up: Buffer.concat(frames.map(({ request }) => request)),
    down: Buffer.concat(frames.map(({ response }) => response)),
    understood: frames.filter(({ isUnderstood }) => isUnderstood).length,
  };
}

/** The same frame with a byte too many. */
function lengthen(frame: Buffer): Buffer {
  const longer = Buffer.concat([frame, Buffer.alloc(1)]);
  longer.writeInt32BE(longer.length - 4, 0);
  return longer;
}

async function sendInPieces(socket: net.Socket, pieces: Buffer[]): Promise<void> {
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
    await turn(); // the lane reads in the meantime, so that it gets most pieces one by one
  }
}

/** What must be the same whichever connection it came over. */
const comparable = (events: readonly WireDetails[], first: number): WireDetails[] =>
  events.map((event) => ({ ...event, connection: 0, exchange: event.exchange - first }));

describe('however the bytes of both directions are split', () => {
  test('the other side gets the same bytes, and the same is told', async () => {
    const random = new SeededRandom();
    const broker = await FakeBroker.start(silent);
    const { events, client } = await openLane(broker);
    const { up, down, understood } = conversation(random);
    let whole: WireDetails[] | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      const seed = `KAFKA_LABS_SEED=${random.seed}, round ${round}`;
      const before = events.length;
      const shop = await client();
      await sendInPieces(shop.socket, round === 0 ? [up] : random.cut(up));
      const socket = await broker.socket(round);
      await eventually('the broker has all', () => broker.received(round).length >= up.length, { everyMs: 2 });
      await sendInPieces(socket, round === 0 ? [down] : random.cut(down));
      await eventually('the client has all', () => shop.receivedBytes >= down.length, { everyMs: 2 });
      expect(broker.received(round).equals(up), seed).toBe(true);
      expect(shop.received.equals(down), seed).toBe(true);
      const now = comparable(events.slice(before), events[before]?.exchange ?? 0);
      whole ??= now;
      expect(now, seed).toEqual(whole);
      expect(now.filter(({ kind }) => kind === 'request').length, seed).toBe(understood);
    }
  });
});
