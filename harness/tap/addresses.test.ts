import { describe, expect, test } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import { allApis, findApi } from '../protocol/apis.ts';
import { encodeResponse } from '../protocol/frame.ts';
import type { Message } from '../protocol/types.ts';
import { addressesIn } from './addresses.ts';
import { answering, FakeBroker } from './fake-broker.ts';
import { FakeClient, openLane, told } from './fake-client.ts';

const at = (node_id: number, { port }: { port: number }) => ({ node_id, host: '127.0.0.1', port });
const port = (address: string | undefined): number => Number(address!.split(':')[1]);

describe('answers that may name brokers', () => {
  test('are those of these APIs, from the version on that has the field', () => {
    const first = new Map<string, number>();
    for (const { name, version, hasAddresses } of allApis())
      if (hasAddresses && !first.has(name)) first.set(name, version);
    expect(Object.fromEntries(first)).toMatchObject({
      Metadata: 0,
      FindCoordinator: 0,
      DescribeCluster: 0,
      Produce: 10,
      Fetch: 16,
    });
  });

  test('hold them at any depth, and those without a port name none', () => {
    const one = { host: 'a', port: 1 };
    const two = { host: 'b', port: 2 };
    const none = { host: '', port: -1 };
    expect(addressesIn({ brokers: [one, none], more: { deep: [[two]] }, host: 'c', records: Buffer.alloc(9) })).toEqual(
      [one, two],
    );
  });
});

test.each([0, 9, 13])('Metadata v%i names the doors in place of the brokers', async (version) => {
  const [one, two] = [await FakeBroker.start(), await FakeBroker.start()];
  one.onRequest = answering({ brokers: [at(1, one), at(2, two)] });
  const { lane, client } = await openLane(one, two);
  const { brokers } = await (await client()).ask('Metadata', version);
  expect(brokers).toMatchObject([
    { node_id: 1, host: '127.0.0.1', port: port(lane.addresses[0]) },
    { node_id: 2, host: '127.0.0.1', port: port(lane.addresses[1]) },
  ]);
});

test.each<[string, number, (broker: FakeBroker) => Message]>([
  ['FindCoordinator', 3, (broker) => ({ ...at(1, broker), error_code: 0 })],
  ['FindCoordinator', 4, (broker) => ({ coordinators: [{ key: 'stock', ...at(1, broker) }] })],
  ['DescribeCluster', 1, ({ port }) => ({ brokers: [{ broker_id: 1, host: '127.0.0.1', port }] })],
  ['Produce', 10, (broker) => ({ responses: [], node_endpoints: [at(1, broker)] })],
  ['Produce', 12, (broker) => ({ responses: [], node_endpoints: [at(1, broker)] })],
  ['Fetch', 16, (broker) => ({ responses: [], node_endpoints: [at(1, broker)] })],
])('%s v%i names the door in place of the broker', async (api, version, body) => {
  const broker = await FakeBroker.start();
  broker.onRequest = answering(body(broker));
  const { lane, client } = await openLane(broker);
  const answer = await (await client()).ask(api, version, { acks: -1 });
  expect(addressesIn(answer)).toMatchObject([{ host: '127.0.0.1', port: port(lane.addresses[0]) }]);
});

test('an answer that may name brokers and names none passes byte for byte', async () => {
  const body = { node_id: -1, host: '', port: -1, error_code: 15, error_message: null, throttle_time_ms: 0 };
  const { client } = await openLane(await FakeBroker.start(answering(body)));
  const shop = await client();
  expect(await shop.ask('FindCoordinator', 3)).toEqual(body);
  expect(shop.received).toEqual(encodeResponse(findApi('FindCoordinator', 3)!, 1, body));
});

describe('a broker that is first named later', () => {
  async function withLate() {
    const [first, late] = [await FakeBroker.start(), await FakeBroker.start(answering({ error_code: 27 }))];
    first.onRequest = (request, socket) =>
      answering(request.api!.name === 'Metadata' ? { brokers: [at(1, first), at(2, late)] } : {})(request, socket);
    return { first, late, ...(await openLane(first)) };
  }

  test('gets a door that listens before the client hears of it', async () => {
    const { first, late, lane, events, client } = await withLate();
    const { brokers } = await (await client()).ask('Metadata', 9);
    const [, { port }] = brokers as { port: number }[] as [unknown, { port: number }];
    expect([first.port, late.port, Number(lane.addresses[0]!.split(':')[1])]).not.toContain(port);
    const shop = await FakeClient.connect(`127.0.0.1:${port}`);
    expect(await shop.ask('Heartbeat', 0)).toEqual({ error_code: 27 });
    expect(late.requests.length).toBe(1);
    expect(events.at(-1)).toMatchObject({ api: 'Heartbeat', connection: 2, broker: undefined });
    await lane.close();
    await shop.ended();
    await expect(FakeClient.connect(`127.0.0.1:${port}`)).rejects.toThrow('ECONNREFUSED');
  });

  test('holds up no order: later answers come later', async () => {
    const { events, client } = await withLate();
    const shop = await client();
    const ids = [shop.send('Metadata', 9), shop.send('Heartbeat', 0), shop.send('Metadata', 9)];
    await shop.answer(ids[2]!);
    expect(shop.answered).toEqual(ids);
    expect(told(events).filter((line) => line.startsWith('answer'))).toEqual([
      'answer Metadata #1',
      'answer Heartbeat #2',
      'answer Metadata #3',
    ]);
  });

  test.each([
    ['held, until it is released', { act: 'hold' }, 1],
    ['delayed', { act: 'delay', ms: 1 }, 1],
    ['dropped, for good', { act: 'drop' }, 0],
    ['cut', { act: 'cut' }, 0],
  ] as const)('may be in an answer that is %s', async (_, action, answers) => {
    const { lane, client } = await withLate();
    const rule = lane.add({ api: 'Metadata', at: 'answer' }, action);
    const shop = await client();
    const id = shop.send('Metadata', 9);
    expect(await rule.hit).toMatchObject({ kind: 'answer', api: 'Metadata' });
    if (action.act === 'hold') expect(shop.answered).toEqual([]);
    rule.release();
    if (answers === 1) await shop.answer(id);
    if (action.act === 'cut') await shop.ended();
    // What was to come would have come before this.
    const other = await client();
    for (let round = 0; round < 3; round++) await other.ask('Heartbeat', 0);
    expect(shop.answered.length).toBe(answers);
    await eventually('what is left is connected', () => lane.connections.length === (action.act === 'cut' ? 1 : 2));
  });
});
