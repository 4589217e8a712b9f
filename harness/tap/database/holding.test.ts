import { describe, expect, test } from 'vitest';
import { eventually } from '../../broker/eventually.ts';
import { type DatabaseLaneUnderTest, FakeServer, openDatabaseLane, told } from './fake-server.ts';
import { columnCount, definition, eof, err, ok, row } from './written-packets.ts';

/** A command that is answered on another connection: whatever could have happened before it has. */
async function meanwhile({ client }: DatabaseLaneUnderTest): Promise<void> {
  const other = await client();
  other.send('DO 1', 'DO 2', 'DO 3');
  await other.has(3);
}

const without = (seen: readonly string[]) => seen.filter((sql) => !sql.startsWith('DO'));

describe('a command that is held', () => {
  test('is not seen by the server, nor is what follows it on its connection, until it is released', async () => {
    const server = await FakeServer.start();
    const tapped = await openDatabaseLane(server.port);
    const rule = tapped.lane.add({ verb: 'INSERT', nth: 2 }, { act: 'hold' });
    const shop = await tapped.client();
    shop.send('INSERT 1', 'INSERT 2', 'COMMIT');
    expect(await rule.hit).toMatchObject({ kind: 'command', sql: 'INSERT 2', exchange: 2 });
    await eventually('the lane has the third', () => told(tapped.events).includes('command COMMIT #3'));
    await meanwhile(tapped);
    expect(without(server.seen)).toEqual(['INSERT 1']);
    rule.release();
    await shop.has(3);
    expect(without(server.seen)).toEqual(['INSERT 1', 'INSERT 2', 'COMMIT']);
    expect(rule.hits).toBe(1);
  });

  test('never goes out when the lane is closed', async () => {
    const server = await FakeServer.start();
    const tapped = await openDatabaseLane(server.port);
    const rule = tapped.lane.add({ verb: 'INSERT' }, { act: 'hold' });
    const shop = await tapped.client();
    shop.send('INSERT 1');
    await rule.hit;
    await tapped.lane.close();
    rule.release();
    await shop.ended();
    await eventually('the server’s side is closed', () => server.openSockets === 0);
    expect(server.seen).toEqual([]);
  });
});

describe('a reply that is held', () => {
  const rows = [columnCount(1), definition('id'), eof(), row('1'), row('2'), eof()];

  test('was given by the server, and the client hears nothing of it until it is released', async () => {
    const server = await FakeServer.start((payload) => (payload.includes('SELECT') ? rows : [ok()]));
    const tapped = await openDatabaseLane(server.port);
    const rule = tapped.lane.add({ verb: 'SELECT', at: 'answer' }, { act: 'hold' });
    const shop = await tapped.client();
    shop.send('SELECT 1', 'COMMIT');
    expect(await rule.hit).toMatchObject({ kind: 'reply', rows: 2 });
    await eventually('the lane has both replies', () => told(tapped.events).includes('reply COMMIT #2'));
    await meanwhile(tapped);
    expect(without(server.seen)).toEqual(['SELECT 1', 'COMMIT']);
    expect(shop.packets).toEqual([]);
    rule.release();
    await shop.has(7);
    expect(shop.packets.map(({ payload }) => payload)).toEqual([...rows, ok()]);
  });

  test('is chosen by what it says', async () => {
    const server = await FakeServer.start((payload) =>
      payload.includes('again') ? [err(1062, 'Duplicate')] : [ok(1)],
    );
    const { lane, client } = await openDatabaseLane(server.port);
    const rule = lane.add({ at: 'answer', where: ({ error }) => error?.code === 1062 }, { act: 'cut' });
    const shop = await client();
    shop.send('INSERT 1');
    await shop.has(1);
    shop.send('INSERT again');
    expect(await rule.hit).toMatchObject({ sql: 'INSERT again' });
    await shop.ended();
    expect(shop.packets).toHaveLength(1);
  });
});

describe('other rules', () => {
  test('a cut closes both sides, and the server never sees the command', async () => {
    const server = await FakeServer.start();
    const { lane, client } = await openDatabaseLane(server.port);
    const rule = lane.add({ verb: 'COMMIT' }, { act: 'cut' });
    const shop = await client();
    shop.send('INSERT 1', 'COMMIT');
    await shop.ended();
    await eventually('the server’s side is closed', () => server.openSockets === 0);
    expect(server.seen).not.toContain('COMMIT');
    expect(rule.hits).toBe(1);
  });

  test('what is dropped is swallowed, and all after it', async () => {
    const server = await FakeServer.start();
    const tapped = await openDatabaseLane(server.port);
    const rule = tapped.lane.add({ verb: 'COMMIT' }, { act: 'drop' });
    const shop = await tapped.client();
    shop.send('INSERT 1', 'COMMIT', 'INSERT 2');
    await rule.hit;
    await meanwhile(tapped);
    expect(without(server.seen)).toEqual(['INSERT 1']);
    expect(shop.socket.destroyed).toBe(false);
  });

  test.each(['request', 'answer'] as const)('a delay holds the %s for so long', async (at) => {
    const { lane, client } = await openDatabaseLane((await FakeServer.start()).port);
    lane.add({ at }, { act: 'delay', ms: 60 });
    const shop = await client();
    const before = performance.now();
    shop.send('COMMIT');
    await shop.has(1);
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });
});
