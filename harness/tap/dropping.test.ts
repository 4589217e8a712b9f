import { describe, expect, test } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import { FakeBroker } from './fake-broker.ts';
import { openLane, told } from './fake-client.ts';

describe('a drop', () => {
  test('of a request swallows it and what follows on its connection, not on others', async () => {
    const broker = await FakeBroker.start();
    const { lane, events, client } = await openLane(broker);
    const rule = lane.add({ api: 'Heartbeat', nth: 2 }, { act: 'drop' });
    const [shop, other] = [await client(), await client()];
    await shop.ask('Heartbeat', 0, {}, 'a');
    shop.send('Heartbeat', 0, {}, 'b');
    shop.send('Heartbeat', 0, {}, 'c');
    expect(await rule.hit).toMatchObject({ clientId: 'b' });
    await eventually('the tap has c', () => events.some(({ clientId }) => clientId === 'c'));
    await other.ask('Heartbeat', 0, {}, 'd');
    rule.release();
    await other.ask('Heartbeat', 0, {}, 'e');
    expect(broker.seen).toEqual(['a', 'd', 'e']);
    expect([shop.ending, lane.connections.length]).toEqual([undefined, 2]);
  });

  test('of an answer swallows it and what follows; the broker has done what was asked', async () => {
    const broker = await FakeBroker.start();
    const { lane, events, client } = await openLane(broker);
    const rule = lane.add({ api: 'Heartbeat', at: 'answer', nth: 2 }, { act: 'drop' });
    const [shop, other] = [await client(), await client()];
    const first = shop.send('Heartbeat', 0, {}, 'a');
    shop.send('Heartbeat', 0, {}, 'b');
    shop.send('Heartbeat', 0, {}, 'c');
    expect(await rule.hit).toMatchObject({ kind: 'answer', clientId: 'b' });
    await eventually('the tap has all answers', () => told(events).includes('answer Heartbeat #3'));
    await other.ask('Heartbeat', 0, {}, 'd');
    expect(broker.seen).toEqual(['a', 'b', 'c', 'd']);
    expect([shop.answered, shop.ending]).toEqual([[first], undefined]);
  });
});

describe('a cut', () => {
  test('of a request closes both sides, and the broker never sees it', async () => {
    const broker = await FakeBroker.start();
    const { lane, client } = await openLane(broker);
    const rule = lane.add({ api: 'Heartbeat' }, { act: 'cut' });
    const [shop, other] = [await client(), await client()];
    shop.send('Heartbeat', 0, {}, 'a');
    expect(await rule.hit).toMatchObject({ kind: 'request', clientId: 'a' });
    await shop.ended();
    await other.ask('Heartbeat', 0, {}, 'b');
    expect(broker.seen).toEqual(['b']);
    await eventually('one connection is left', () => lane.connections.length === 1 && broker.openSockets === 1);
    expect(rule.hits).toBe(1);
  });

  test('of an answer closes both sides after the broker has done what was asked', async () => {
    const broker = await FakeBroker.start();
    const { lane, client } = await openLane(broker);
    const rule = lane.add({ api: 'Heartbeat', at: 'answer' }, { act: 'cut' });
    const shop = await client();
    shop.send('Heartbeat', 0, {}, 'a');
    expect(await rule.hit).toMatchObject({ kind: 'answer', clientId: 'a' });
    await shop.ended();
    expect([broker.seen, shop.answered]).toEqual([['a'], []]);
    await eventually('no connection is left', () => lane.connections.length === 0 && broker.openSockets === 0);
  });

  test('leaves the door open for the next connection', async () => {
    const { lane, client } = await openLane(await FakeBroker.start());
    lane.add({ api: 'Heartbeat' }, { act: 'cut' });
    const shop = await client();
    shop.send('Heartbeat', 0);
    await shop.ended();
    expect(await (await client()).ask('Heartbeat', 0)).toEqual({ error_code: 0 });
  });
});
