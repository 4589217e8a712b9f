import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import { findApi } from '../protocol/apis.ts';
import { encodeRequest, encodeResponse } from '../protocol/frame.ts';
import { answering, FakeBroker, silent } from './fake-broker.ts';
import { openLane, told } from './fake-client.ts';

const heartbeat = findApi('Heartbeat', 0)!;

describe('a client that disconnects', () => {
  test('in the middle of a frame has sent these bytes, and then the broker’s connection ends', async () => {
    const broker = await FakeBroker.start(silent);
    const { events, lane, client } = await openLane(broker);
    const shop = await client();
    const whole = encodeRequest(heartbeat, 1, 'shop', {});
    const half = encodeRequest(heartbeat, 2, 'shop', {}).subarray(0, 9);
    shop.socket.end(Buffer.concat([whole, half]));
    const socket = await broker.socket();
    await eventually('the broker’s connection ends', () => socket.readableEnded);
    expect(broker.received()).toEqual(Buffer.concat([whole, half]));
    expect(told(events)).toEqual(['request Heartbeat #1']);
    await eventually('the lane has no connection', () => lane.connections.length === 0);
  });

  test('by a reset has the broker’s connection reset', async () => {
    const broker = await FakeBroker.start(silent);
    const { lane, client } = await openLane(broker);
    const shop = await client();
    const socket = await broker.socket();
    let code: string | undefined;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code;
    });
    shop.socket.resetAndDestroy();
    await eventually('the broker hears of it', () => code === 'ECONNRESET');
    await eventually('the lane has no connection', () => lane.connections.length === 0);
  });
});

describe('a broker that goes away', () => {
  test('in the middle of an answer leaves the client with the first part of it, and its connection ends', async () => {
    const answer = encodeResponse(heartbeat, 1, { error_code: 27 });
    const broker = await FakeBroker.start((_, socket) => socket.end(answer.subarray(0, 7)));
    const { events, client } = await openLane(broker);
    const shop = await client();
    shop.send('Heartbeat', 0);
    expect(await shop.ended()).toBe('end');
    expect(shop.received).toEqual(answer.subarray(0, 7));
    expect(told(events)).toEqual(['request Heartbeat #1']);
  });

  test('after an answer has that answer arrive before the connection ends', async () => {
    const answer = encodeResponse(heartbeat, 1, { error_code: 27 });
    const broker = await FakeBroker.start((_, socket) => socket.end(answer));
    const shop = await (await openLane(broker)).client();
    shop.send('Heartbeat', 0);
    expect(await shop.ended()).toBe('end');
    expect(shop.received).toEqual(answer);
  });

  test('by a reset resets the client', async () => {
    const broker = await FakeBroker.start((_, socket) => socket.resetAndDestroy());
    const { lane, client } = await openLane(broker);
    const shop = await client();
    shop.send('Heartbeat', 0);
    expect(await shop.ended()).toBe('ECONNRESET');
    await eventually('the lane has no connection', () => lane.connections.length === 0);
  });
});

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('an answer of 20 MB', () => {
  const SIZE = 20_000_000;
  const responses = [{ topic: 'orders', partitions: [{ partition_index: 0, records: Buffer.alloc(SIZE, 7) }] }];
  const answer = encodeResponse(findApi('Fetch', 11)!, 1, { responses });

  test('passes whole', async () => {
    const { events, client } = await openLane(await FakeBroker.start(answering({ responses })));
    const shop = await client();
    shop.send('Fetch', 11);
    await eventually('all is there', () => shop.receivedBytes === answer.length);
    expect(hash(shop.received)).toBe(hash(answer));
    expect(events[1]).toMatchObject({ api: 'Fetch', kind: 'answer' });
  });

  test('is not lost on its way to a client that reads slowly, and later ones wait at the broker', async () => {
    const broker = await FakeBroker.start(silent);
    const { client } = await openLane(broker);
    const shop = await client();
    shop.socket.pause();
    const id = shop.send('Fetch', 11);
    const socket = await broker.socket();
    await eventually('the broker is asked', () => broker.requests.length === id);
    const many = 8;
    let sent = 0;
    for (let count = 0; count < many; count++) socket.write(answer, () => sent++);
    // Kernels buffer a few MB on either side, the lane about one answer.
    await eventually('the first passes', () => sent > 0);
    await stays('the broker cannot send all', () => sent < many && shop.receivedBytes === 0);
    shop.socket.removeAllListeners('data');
    const all = createHash('sha256');
    let received = 0;
    shop.socket.on('data', (chunk) => {
      all.update(chunk);
      received += chunk.length;
    });
    shop.socket.resume();
    await eventually('all is there', () => received === many * answer.length);
    expect(all.digest('hex')).toBe(hash(Buffer.concat(Array(many).fill(answer))));
  });
});

/** A condition that must not change: looked at for some turns of the event loop, in which it would. */
async function stays(what: string, condition: () => boolean): Promise<void> {
  let looks = 0;
  await eventually(what, () => {
    expect(condition(), what).toBe(true);
    return ++looks > 20;
  });
}

test('nothing is left when all is closed: no connection, no port', async () => {
  const [one, two] = [await FakeBroker.start(), await FakeBroker.start(silent)];
  const { lane, client } = await openLane(one, two);
  const clients = await Promise.all([client(1), client(1), client(2), client(2)]);
  await clients[0]!.ask('Heartbeat', 0);
  clients[0]!.socket.end();
  clients[2]!.socket.resetAndDestroy();
  await eventually('two connections are left', () => lane.connections.length === 2);
  await lane.close();
  await Promise.all(clients.map((each) => each.ended()));
  await eventually('the lane has no connection', () => lane.connections.length === 0);
  await eventually('the brokers have none', () => one.openSockets + two.openSockets === 0);
  for (const broker of [1, 2]) await expect(client(broker)).rejects.toThrow('ECONNREFUSED');
  await lane.close();
});
