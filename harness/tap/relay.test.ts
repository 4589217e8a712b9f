import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import { findApi } from '../protocol/apis.ts';
import { encodeRequest } from '../protocol/frame.ts';
import { encodeRecordBatch } from '../protocol/record-batch.ts';
import { answering, FakeBroker, silent } from './fake-broker.ts';
import { openLane, told } from './fake-client.ts';

const heartbeat = findApi('Heartbeat', 4)!;

describe('a request and its answer', () => {
  test('pass as they are, and are told with the same exchange', async () => {
    const broker = await FakeBroker.start(answering({ error_code: 27 }));
    const { events, client } = await openLane(broker);
    const shop = await client();
    const body = { group_id: 'stock', generation_id: 3, member_id: 'm-1', group_instance_id: null };
    const answer = await shop.ask('Heartbeat', 4, body);
    expect(answer).toEqual({ throttle_time_ms: 0, error_code: 27 });
    expect(broker.received()).toEqual(encodeRequest(heartbeat, 1, 'shop', body));
    const both = {
      process: 'you',
      exchange: 1,
      connection: 1,
      broker: 1,
      clientId: 'shop',
      api: 'Heartbeat',
      version: 4,
      group: 'stock',
    };
    expect(events).toEqual([
      { ...both, kind: 'request', member: 'm-1', generation: 3 },
      { ...both, kind: 'answer', errors: ['REBALANCE_IN_PROGRESS'] },
    ]);
  });

  test('of other connections and brokers have numbers of their own', async () => {
    const [one, two] = [await FakeBroker.start(), await FakeBroker.start()];
    const { lane, events, client } = await openLane(one, two);
    for (const shop of [await client(1), await client(2), await client(2)]) await shop.ask('Heartbeat', 0);
    expect(events.map(({ exchange, connection, broker }) => [exchange, connection, broker])).toEqual([
      ...[
        [1, 1, 1],
        [1, 1, 1],
      ],
      ...[
        [2, 2, 2],
        [2, 2, 2],
      ],
      ...[
        [3, 3, 2],
        [3, 3, 2],
      ],
    ]);
    expect(lane.connectionsOpened).toBe(3);
    expect(lane.connections).toEqual([one.port, two.port, two.port].map((port) => `127.0.0.1:${port}`));
  });

  test('are told to who listens, until they listen no more', async () => {
    const { lane, client } = await openLane(await FakeBroker.start());
    const heard: string[] = [];
    const stop = lane.listen(({ kind }) => heard.push(kind));
    const shop = await client();
    await shop.ask('Heartbeat', 0);
    stop();
    await shop.ask('Heartbeat', 0);
    expect(heard).toEqual(['request', 'answer']);
  });
});

describe('forwarded untouched and not told is', () => {
  test.each([
    ['a request of an unknown API', '0000000a' + '7fff0001000000090000'],
    ['a request of an unknown version', '0000000a' + '000c0063000000090000'],
    ['a request that ends too soon', '0000000b' + '000c000000000009ffff00'],
    ['a request with bytes left over', '0000000b' + '00120000000000' + '09ffff00'],
    ['a frame without room for a header', '00000001' + '00'],
    ['an empty frame', '00000000'],
  ])('%s', async (_, hex) => {
    const broker = await FakeBroker.start(silent);
    const { events, client } = await openLane(broker);
    const shop = await client();
    const answer = Buffer.from('0000000600000009abcd', 'hex');
    shop.socket.write(Buffer.from(hex, 'hex'));
    await eventually('the broker has it', () => broker.sockets[0] && broker.received().toString('hex') === hex);
    broker.sockets[0]!.write(answer);
    await eventually('the client has an answer', () => shop.received.equals(answer));
    expect(events).toEqual([]);
  });

  test('an answer that does not decode, of which is told that it came', async () => {
    const answer = Buffer.from('0000000700000001abcdef', 'hex');
    const { events, client } = await openLane(await FakeBroker.start((_, socket) => socket.write(answer)));
    const shop = await client();
    shop.send('Heartbeat', 0);
    shop.socket.removeAllListeners('data'); // it would not decode there either
    let received = '';
    shop.socket.on('data', (chunk) => {
      received += chunk.toString('hex');
    });
    await eventually('the client has it', () => received === answer.toString('hex'));
    expect(told(events)).toEqual(['request Heartbeat #1', 'answer Heartbeat #1']);
  });
});

test('a Produce with acks 0 is owed no answer', async () => {
  const { lane, events, client } = await openLane(await FakeBroker.start());
  const refused = lane.add({ api: 'Heartbeat' }, { act: 'refuse', error: 'NOT_COORDINATOR' });
  const shop = await client();
  const records = encodeRecordBatch([{ value: 'a' }]);
  const topic_data = [{ name: 'orders', partition_data: [{ index: 0, records }] }];
  shop.send('Produce', 7, { transactional_id: null, acks: 0, timeout_ms: 1, topic_data });
  // A refusal waits for all answers that are owed before it.
  expect(await shop.ask('Heartbeat', 0)).toEqual({ error_code: 16 });
  expect(refused.hits).toBe(1);
  expect(told(events)).toEqual(['request Produce #1', 'request Heartbeat #2', 'answer Heartbeat #2 injected']);
  expect(events[0]).toMatchObject({ acks: 0, partitions: [{ topic: 'orders', partition: 0, records: 1 }] });
});

describe('what is not Kafka’s protocol is forwarded as it is, both ways:', () => {
  test.each([
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: shop\r\n\r\n')],
    ['a TLS hello', Buffer.concat([Buffer.from('16030102000100', 'hex'), randomBytes(300)])],
    ['a negative length', Buffer.from('ffffffff00', 'hex')],
  ])('%s', async (_, bytes) => {
    const broker = await FakeBroker.start(silent);
    const { events, client } = await openLane(broker);
    const shop = await client();
    shop.socket.write(bytes);
    await eventually('the broker has it', () => broker.sockets[0] && broker.received().equals(bytes));
    broker.sockets[0]!.write('HTTP/1.1 400 no\r\n');
    await eventually('the client has it', () => shop.received.toString() === 'HTTP/1.1 400 no\r\n');
    shop.socket.write('more');
    await eventually('the broker has more', () => broker.received().subarray(bytes.length).toString() === 'more');
    expect(events).toEqual([]);
  });

  test('after frames too', async () => {
    const broker = await FakeBroker.start();
    const { events, client } = await openLane(broker);
    const shop = await client();
    await shop.ask('Heartbeat', 0);
    const before = broker.received().length;
    shop.socket.write('GET / HTTP/1.1');
    await eventually('it is there', () => broker.received().subarray(before).toString() === 'GET / HTTP/1.1');
    expect(told(events)).toEqual(['request Heartbeat #1', 'answer Heartbeat #1']);
  });
});
