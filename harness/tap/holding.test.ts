import { describe, expect, test } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import { FakeBroker } from './fake-broker.ts';
import { type FakeClient, type LaneUnderTest, openLane, told } from './fake-client.ts';

/** A request that is answered on another connection: whatever could have happened before it has. */
async function meanwhile({ client }: LaneUnderTest): Promise<void> {
  const other = await client();
  for (let round = 0; round < 3; round++) await other.ask('Heartbeat', 0, {}, 'meanwhile');
}

const without = (seen: (string | null)[], name: string) => seen.filter((clientId) => clientId !== name);

/** One Heartbeat after another, named by client ids; returns their correlation ids. */
const sendNamed = (client: FakeClient, ...names: string[]): number[] =>
  names.map((name) => client.send('Heartbeat', 0, {}, name));

describe('a request that is held', () => {
  test('is not seen by the broker, nor is what follows it on its connection, until it is released', async () => {
    const broker = await FakeBroker.start();
    const tapped = await openLane(broker);
    const rule = tapped.lane.add({ api: 'Heartbeat', nth: 2 }, { act: 'hold' });
    const shop = await tapped.client();
    const sent = sendNamed(shop, 'a', 'b', 'c');
    expect(await rule.hit).toMatchObject({ kind: 'request', clientId: 'b', exchange: 2 });
    await eventually('the tap has c', () => tapped.events.some(({ clientId }) => clientId === 'c'));
    await meanwhile(tapped);
    expect(without(broker.seen, 'meanwhile')).toEqual(['a']);
    rule.release();
    await shop.answer(sent[2]!);
    expect(without(broker.seen, 'meanwhile')).toEqual(['a', 'b', 'c']);
    expect(shop.answered).toEqual(sent);
    expect(rule.hits).toBe(1);
  });

  test('by a rule for every match is held however often, and all are released at once', async () => {
    const broker = await FakeBroker.start();
    const tapped = await openLane(broker);
    const where = ({ clientId }: { clientId: string | null }) => clientId !== 'meanwhile';
    const rule = tapped.lane.add({ api: 'Heartbeat', every: true, where }, { act: 'hold' });
    const [shop, worker] = [await tapped.client(), await tapped.client()];
    const last = [sendNamed(shop, 'a', 'b')[1]!, sendNamed(worker, 'c')[0]!] as const;
    await eventually('three are held', () => rule.hits === 3);
    await meanwhile(tapped);
    expect(without(broker.seen, 'meanwhile')).toEqual([]);
    rule.remove();
    rule.release();
    await Promise.all([shop.answer(last[0]), worker.answer(last[1])]);
    expect(broker.seen.filter((name) => name !== 'meanwhile').sort()).toEqual(['a', 'b', 'c']);
  });

  test('goes on at once where its rule was released before it came', async () => {
    const broker = await FakeBroker.start();
    const tapped = await openLane(broker);
    const rule = tapped.lane.add({ api: 'Heartbeat' }, { act: 'hold' });
    rule.release();
    const shop = await tapped.client();
    const [sent] = sendNamed(shop, 'a');
    await shop.answer(sent!);
    expect(rule.hits).toBe(1);
  });

  test('stays held when its rule is removed, and goes on when it is released afterwards', async () => {
    const broker = await FakeBroker.start();
    const tapped = await openLane(broker);
    const rule = tapped.lane.add({ api: 'Heartbeat' }, { act: 'hold' });
    const shop = await tapped.client();
    const [held] = sendNamed(shop, 'a');
    await rule.hit;
    rule.remove();
    await meanwhile(tapped);
    expect(without(broker.seen, 'meanwhile')).toEqual([]);
    rule.release();
    await shop.answer(held!);
  });

  test('never goes out when the lane is cut', async () => {
    const broker = await FakeBroker.start();
    const tapped = await openLane(broker);
    const rule = tapped.lane.add({ api: 'Heartbeat' }, { act: 'hold' });
    const shop = await tapped.client();
    sendNamed(shop, 'a');
    await rule.hit;
    tapped.lane.cutAll();
    await shop.ended();
    rule.release();
    await meanwhile(tapped);
    expect(without(broker.seen, 'meanwhile')).toEqual([]);
  });
});

describe('an answer that is held', () => {
  test('was given by the broker and is heard by the client, with all after it, when it is released', async () => {
    const broker = await FakeBroker.start();
    const tapped = await openLane(broker);
    const rule = tapped.lane.add({ api: 'Heartbeat', at: 'answer' }, { act: 'hold' });
    const shop = await tapped.client();
    const [first, second] = sendNamed(shop, 'a', 'b');
    expect(await rule.hit).toMatchObject({ kind: 'answer', clientId: 'a' });
    await eventually('the tap has both answers', () => told(tapped.events).includes('answer Heartbeat #2'));
    await meanwhile(tapped);
    expect(without(broker.seen, 'meanwhile')).toEqual(['a', 'b']);
    expect(shop.answered).toEqual([]);
    rule.release();
    await shop.answer(second!);
    expect(shop.answered).toEqual([first, second]);
  });

  test('goes out to a client whose broker has closed the connection meanwhile', async () => {
    const broker = await FakeBroker.start();
    const tapped = await openLane(broker);
    const rule = tapped.lane.add({ api: 'Heartbeat', at: 'answer' }, { act: 'hold' });
    const shop = await tapped.client();
    const [held] = sendNamed(shop, 'a');
    await rule.hit;
    broker.sockets[0]!.end();
    await meanwhile(tapped);
    expect(shop.ending).toBeUndefined();
    rule.release();
    await shop.answer(held!);
    expect(await shop.ended()).toBe('end');
  });
});

describe('a delay', () => {
  test.each(['request', 'answer'] as const)('holds the %s for so long', async (at) => {
    const tapped = await openLane(await FakeBroker.start());
    const rule = tapped.lane.add({ api: 'Heartbeat', at }, { act: 'delay', ms: 60 });
    const shop = await tapped.client();
    const before = performance.now();
    await shop.ask('Heartbeat', 0);
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
    expect((await rule.hit).kind).toBe(at);
  });

  test('ends early when it is released', async () => {
    const tapped = await openLane(await FakeBroker.start());
    const rule = tapped.lane.add({ api: 'Heartbeat' }, { act: 'delay', ms: 600_000 });
    const shop = await tapped.client();
    const [delayed] = sendNamed(shop, 'a');
    await rule.hit;
    rule.release();
    await shop.answer(delayed!);
  });
});
