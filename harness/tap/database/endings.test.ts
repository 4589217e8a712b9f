import { describe, expect, test } from 'vitest';
import { eventually } from '../../broker/eventually.ts';
import { FakeDatabaseClient, FakeServer, openDatabaseLane } from './fake-server.ts';
import { packetOf } from './packets.ts';
import { err } from './written-packets.ts';

describe('the end of a connection', () => {
  test.each(['destroy', 'resetAndDestroy', 'end'] as const)(
    'by the client’s %s is the end of the server’s side',
    async (how) => {
      const server = await FakeServer.start(() => undefined);
      const { lane, client } = await openDatabaseLane(server.port);
      const shop = await client();
      shop.send('COMMIT');
      await eventually('the server has it', () => server.seen.length === 1);
      shop.socket[how]();
      await eventually('the server’s side is closed', () => server.openSockets === 0);
      await eventually('the lane has no connection', () => lane.connections === 0);
    },
  );

  test.each(['destroy', 'resetAndDestroy', 'end'] as const)(
    'by the server’s %s is the end of the client’s side',
    async (how) => {
      const server = await FakeServer.start();
      const { lane, client } = await openDatabaseLane(server.port);
      const shop = await client();
      server.sockets[0]![how]();
      await shop.ended();
      await eventually('the lane has no connection', () => lane.connections === 0);
    },
  );

  test('lets the client hear what the server said last, which nobody asked for', async () => {
    const server = await FakeServer.start();
    const { client } = await openDatabaseLane(server.port);
    const shop = await client();
    const last = err(1927, 'Connection was killed');
    server.sockets[0]!.end(packetOf(0, last));
    await shop.ended();
    expect(shop.packets.map(({ payload }) => payload)).toEqual([last]);
  });

  test('is not put off by a reply that is held, and does not let it out', async () => {
    const server = await FakeServer.start();
    const { lane, client } = await openDatabaseLane(server.port);
    const rule = lane.add({ at: 'answer' }, { act: 'hold' });
    const shop = await client();
    shop.send('COMMIT');
    await rule.hit;
    server.sockets[0]!.end();
    await shop.ended();
    expect(shop.packets).toEqual([]);
  });

  test('comes at once where nobody listens behind the lane', async () => {
    const server = await FakeServer.start();
    server.die();
    const { lane } = await openDatabaseLane(server.port);
    const shop = FakeDatabaseClient.connect(lane.port);
    await shop.ended();
    expect(shop.packets).toEqual([]);
    await eventually('the lane has no connection', () => lane.connections === 0);
    expect(lane.connectionsOpened).toBe(1);
  });
});
