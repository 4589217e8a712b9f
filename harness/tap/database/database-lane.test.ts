import { describe, expect, test } from 'vitest';
import { eventually } from '../../broker/eventually.ts';
import { FakeDatabaseClient, FakeServer, openDatabaseLane, told } from './fake-server.ts';
import { packetOf } from './packets.ts';
import {
  columnCount,
  definition,
  eof,
  err,
  execute,
  handshakeResponse,
  localInfile,
  ok,
  plain,
  prepare,
  prepareOk,
  row,
} from './written-packets.ts';

describe('a lane to a database', () => {
  test('passes what it is given, and tells of each command and its reply', async () => {
    const rows = [columnCount(1), definition('id'), eof(), row('1'), row('2'), eof()];
    const server = await FakeServer.start((payload) =>
      payload.includes('SELECT') ? rows : payload.includes('bad') ? [err(1064, 'bad syntax')] : [ok(4)],
    );
    const { events, client } = await openDatabaseLane(server.port);
    const shop = await client();
    shop.send('INSERT INTO orders', 'SELECT id FROM orders', 'DELETE bad');
    await shop.has(8);
    expect(shop.packets.map(({ payload }) => payload)).toEqual([ok(4), ...rows, err(1064, 'bad syntax')]);
    const about = { process: 'you', connection: 1 };
    const insert = { ...about, exchange: 1, verb: 'INSERT', sql: 'INSERT INTO orders' };
    expect(events.filter(({ exchange }) => exchange === 1)).toEqual([
      { kind: 'command', ...insert },
      { kind: 'reply', ...insert, rows: 4 },
    ]);
    expect(events.filter(({ kind }) => kind === 'reply')).toMatchObject([
      { exchange: 1, rows: 4 },
      { exchange: 2, verb: 'SELECT', rows: 2 },
      { exchange: 3, verb: 'DELETE', error: { code: 1064, message: 'bad syntax' } },
    ]);
  });

  test('tells the execution of a prepared statement by its SQL', async () => {
    const server = await FakeServer.start(([code]) =>
      code === 0x16 ? [prepareOk(9, 0, 1), definition('?'), eof()] : [ok(2)],
    );
    const { events, client } = await openDatabaseLane(server.port);
    const shop = await client();
    shop.socket.write(packetOf(0, prepare('UPDATE stock SET left = ?')));
    await shop.has(3);
    shop.socket.write(packetOf(0, execute(9)));
    await shop.has(4);
    expect(told(events)).toEqual(['command PREPARE #1', 'reply PREPARE #1', 'command UPDATE #2', 'reply UPDATE #2']);
    expect(events.at(-1)).toMatchObject({ sql: 'UPDATE stock SET left = ?', rows: 2 });
  });

  test('says which commands are owed no reply, and waits for none', async () => {
    const server = await FakeServer.start(([code]) => (code === 0x18 ? undefined : [ok()]));
    const { events, client } = await openDatabaseLane(server.port);
    const shop = await client();
    shop.socket.write(packetOf(0, plain(0x18)));
    shop.send('COMMIT');
    await shop.has(1);
    expect(told(events)).toEqual(['command SEND LONG DATA #1', 'command COMMIT #2', 'reply COMMIT #2']);
    expect(events.map(({ silent }) => silent)).toEqual([true, undefined, undefined]);
  });

  test('counts connections, and numbers commands over all of them', async () => {
    const server = await FakeServer.start();
    const { lane, events, client } = await openDatabaseLane(server.port);
    const [one, two] = [await client(), await client()];
    one.send('BEGIN');
    await one.has(1);
    two.send('COMMIT');
    await two.has(1);
    expect(events.map(({ connection, exchange }) => [connection, exchange])).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
      [2, 2],
    ]);
    expect([lane.connections, lane.connectionsOpened]).toEqual([2, 2]);
    one.socket.destroy();
    await eventually('one is left', () => lane.connections === 1);
    expect(server.openSockets).toBe(1);
  });

  test('tells a listener until it is told not to', async () => {
    const server = await FakeServer.start();
    const { lane, client } = await openDatabaseLane(server.port);
    const heard: string[] = [];
    const stop = lane.listen(({ kind }) => heard.push(kind));
    const shop = await client();
    shop.send('BEGIN');
    await shop.has(1);
    stop();
    shop.send('COMMIT');
    await shop.has(2);
    expect(heard).toEqual(['command', 'reply']);
  });

  test('lets a file through that the server asks for, 300 packets of it and more', async () => {
    const server = await FakeServer.start((payload, socket) => {
      if (!payload.includes('LOAD')) return [ok(1)];
      socket.write(packetOf(1, localInfile('orders.csv')));
      return undefined;
    });
    const { events, client } = await openDatabaseLane(server.port);
    const shop = await client();
    shop.send('LOAD DATA LOCAL INFILE');
    await shop.has(1);
    // Sequence numbers come to 0 again, as if a command began.
    for (let count = 0; count < 300; count++) shop.socket.write(packetOf((count + 2) & 0xff, Buffer.from('line\n')));
    shop.socket.write(packetOf(46, Buffer.alloc(0)));
    shop.send('COMMIT');
    await eventually('the file is there', () => server.seen.includes('COMMIT'));
    expect(told(events).slice(0, 2)).toEqual(['command LOAD #1', 'command COMMIT #2']);
  });

  test('lets a binary log stream through as it is', async () => {
    const events = [Buffer.from('\0event'), Buffer.from([0xfe, 1]), Buffer.from([0xff])];
    const server = await FakeServer.start(([code]) => (code === 0x12 ? events : [ok()]));
    const tapped = await openDatabaseLane(server.port);
    const replica = await tapped.client();
    tapped.lane.add({ at: 'answer', every: true }, { act: 'cut' });
    replica.socket.write(packetOf(0, plain(0x12)));
    await replica.has(3);
    expect(replica.packets.map(({ payload }) => payload)).toEqual(events);
    // What a replica acknowledges is no command.
    replica.socket.write(packetOf(0, Buffer.from([0xef, 1, 2])));
    await eventually('the acknowledgement is there', () => server.seen.length === 2);
    expect(told(tapped.events)).toEqual(['command BINLOG DUMP #1']);
    expect(tapped.events[0]).toMatchObject({ silent: true });
  });

  test('refuses a client that insists on TLS, and says why', async () => {
    const server = await FakeServer.start();
    const { lane } = await openDatabaseLane(server.port);
    const shop = FakeDatabaseClient.connect(lane.port);
    await shop.has(1);
    shop.socket.write(packetOf(1, handshakeResponse(1 << 11)));
    await shop.has(2);
    const { payload, sequence } = shop.packets[1]!;
    expect([payload[0], payload.readUInt16LE(1), sequence]).toEqual([0xff, 1043, 2]);
    expect(payload.toString()).toContain('neither TLS nor compression');
    await shop.ended();
    await eventually('the server’s side is closed', () => server.openSockets === 0);
  });

  test('lets pass what it does not understand', async () => {
    const nonsense = Buffer.from([0xfc]);
    const server = await FakeServer.start((payload) => (payload.includes('odd') ? [nonsense] : [ok()]));
    const { events, client } = await openDatabaseLane(server.port);
    const shop = await client();
    shop.send('DO odd', 'COMMIT');
    await shop.has(2);
    expect(shop.packets.map(({ payload }) => payload)).toEqual([nonsense, ok()]);
    expect(told(events).filter((each) => each.startsWith('reply'))).toEqual([]);
  });
});

test('a closed lane takes no more connections, and may be closed again', async () => {
  const { lane } = await openDatabaseLane((await FakeServer.start()).port);
  await lane.close();
  await lane.close();
  await FakeDatabaseClient.connect(lane.port).ended();
  expect(lane.connectionsOpened).toBe(0);
});
