import { describe, expect, test } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import { FakeBroker } from './fake-broker.ts';
import { openLane } from './fake-client.ts';

describe('a door', () => {
  test('is shut while its broker is dead, and open at the same port when it is back', async () => {
    const broker = await FakeBroker.start();
    const { lane, client } = await openLane(broker);
    const [address] = lane.addresses;
    const shop = await client();
    await shop.ask('Heartbeat', 0);
    broker.die();
    await shop.ended();
    await eventually('the door is shut', () => refused(client));
    await broker.listen();
    const back = await eventually('the door is open', () => client());
    expect(await back.ask('Heartbeat', 0)).toEqual({ error_code: 0 });
    expect(lane.addresses).toEqual([address]);
  });

  test('is shut and opened as often as its broker dies', async () => {
    const broker = await FakeBroker.start();
    const { client } = await openLane(broker);
    for (let death = 0; death < 3; death++) {
      const shop = await eventually('the door is open', () => client());
      await shop.ask('Heartbeat', 0);
      broker.die();
      await eventually('the door is shut', () => refused(client));
      await broker.listen();
    }
    await eventually('the door is open', () => client());
  });

  test('of a broker that was dead when the lane was opened shuts at the first connection', async () => {
    const broker = await FakeBroker.start();
    broker.die();
    const { client } = await openLane(broker);
    await eventually('the door is shut', () => refused(client));
    await broker.listen();
    const shop = await eventually('the door is open', () => client());
    await shop.ask('Heartbeat', 0);
  });

  test('opens again although a client still waits for an answer that is held', async () => {
    const broker = await FakeBroker.start();
    const { lane, client } = await openLane(broker);
    const rule = lane.add({ api: 'Heartbeat', at: 'answer' }, { act: 'hold' });
    const shop = await client();
    const held = shop.send('Heartbeat', 0);
    await rule.hit;
    broker.die();
    await eventually('the door is shut', () => refused(client));
    await broker.listen();
    const back = await eventually('the door is open', () => client());
    await back.ask('Heartbeat', 0);
    rule.release();
    await shop.answer(held);
  });

  test('stays open while its broker lives, whatever clients come and go', async () => {
    const { client } = await openLane(await FakeBroker.start());
    for (let count = 0; count < 20; count++) {
      const shop = await client();
      if (count % 2 === 0) shop.socket.resetAndDestroy();
      else shop.socket.end();
    }
    await (await client()).ask('Heartbeat', 0);
  });

  test('stays closed after the lane was, also when its broker comes back then', async () => {
    const broker = await FakeBroker.start();
    const { lane, client } = await openLane(broker);
    await client();
    broker.die();
    await eventually('the door is shut', () => refused(client));
    await lane.close();
    await broker.listen();
    for (let look = 0; look < 3; look++) expect(await refused(client)).toBe(true);
    expect(broker.openSockets).toBe(0);
  });
});

/** A connection may be taken once more while the lane finds out that its broker is dead; it ends at once then. */
const refused = (client: () => Promise<unknown>): Promise<boolean> =>
  client().then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
  );
