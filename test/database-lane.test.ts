import { Readable } from 'node:stream';
import type { RowDataPacket } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { app, repliesIn, serverWithLanes } from './support/lane-to-server.ts';

const { openLane, ids } = serverWithLanes();

describe('through a lane a program has of a server what it would have without it', () => {
  test('by simple statements and prepared ones, errors included', async () => {
    const { events, client } = await openLane();
    const shop = await client();
    await shop.query("INSERT INTO orders VALUES (1, 'a'), (2, 'b')");
    await shop.execute('INSERT INTO orders VALUES (?, ?)', [3, 'c']);
    await expect(shop.execute('INSERT INTO orders VALUES (?, ?)', [3, 'd'])).rejects.toMatchObject({ errno: 1062 });
    const [rows] = await shop.execute<RowDataPacket[]>('SELECT id, note FROM orders WHERE id > ?', [1]);
    expect(rows).toEqual([
      { id: 2, note: 'b' },
      { id: 3, note: 'c' },
    ]);
    await shop.ping();
    await shop.changeUser(app);
    expect(await shop.query('UPDATE orders SET note = "e"')).toMatchObject([{ affectedRows: 3 }, undefined]);
    expect(repliesIn(events)).toEqual([
      ['INSERT', 2],
      ['PREPARE', 0],
      ['INSERT', 1],
      ['INSERT', 1062],
      ['PREPARE', 0],
      ['SELECT', 2],
      ['PING', 0],
      ['CHANGE USER', 0],
      ['UPDATE', 3],
    ]);
    const failed = events.find(({ error }) => error);
    expect(failed).toMatchObject({
      sql: 'INSERT INTO orders VALUES (?, ?)',
      error: { message: expect.stringContaining('Duplicate entry') },
    });
  });

  test.each([false, true])('by 5,000 rows, where a rule is in force: %s', async (hasRule) => {
    const { lane, events, client } = await openLane();
    const shop = await client();
    if (hasRule) lane.add({ verb: 'NEVER', at: 'answer' }, { act: 'cut' });
    const expected = Array.from({ length: 5_000 }, (_, index) => ({ n: index + 1 }));
    expect((await shop.query('SELECT n FROM numbers'))[0]).toEqual(expected);
    expect((await shop.execute('SELECT n FROM numbers WHERE n > ?', [0]))[0]).toEqual(expected);
    expect(repliesIn(events).filter(([verb]) => verb === 'SELECT')).toEqual([
      ['SELECT', 5_000],
      ['SELECT', 5_000],
    ]);
  });

  test('by several statements in one command', async () => {
    const { events, client } = await openLane();
    const shop = await client({ multipleStatements: true });
    const sql = "SELECT 1 AS one; INSERT INTO orders VALUES (1, 'a'), (2, 'b'); SELECT id FROM orders; SELECT nothing";
    await expect(shop.query(sql)).rejects.toMatchObject({ errno: 1054 });
    const [results] = await shop.query(sql.replace('(1,', '(3,').replace('(2,', '(4,').replace('; SELECT nothing', ''));
    expect(results).toMatchObject([[{ one: 1 }], { affectedRows: 2 }, [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]]);
    expect(repliesIn(events)).toEqual([
      ['SELECT', 1054],
      ['SELECT', 1 + 2 + 4],
    ]);
  });

  test.each([false, true])(
    'by 17 MB in one value, both ways, where a rule is in force: %s',
    async (hasRule) => {
      const { lane, events, client } = await openLane();
      const shop = await client({ maxPreparedStatements: 4 });
      if (hasRule) lane.add({ verb: 'NEVER', at: 'answer' }, { act: 'cut' });
      const note = 'x'.repeat(17 * 1024 * 1024);
      await shop.query('INSERT INTO orders VALUES (1, ?)', [note]);
      await shop.execute('INSERT INTO orders VALUES (2, ?)', [note]);
      const select = 'SELECT note FROM orders ORDER BY id';
      for (const [rows] of [await shop.query<RowDataPacket[]>(select), await shop.execute<RowDataPacket[]>(select)])
        expect(rows.map((row) => row.note === note)).toEqual([true, true]);
      expect(repliesIn(events)).toEqual([
        ['INSERT', 1],
        ['PREPARE', 0],
        ['INSERT', 1],
        ['SELECT', 2],
        ['PREPARE', 0],
        ['SELECT', 2],
      ]);
    },
    60_000,
  );

  test('by a file of 2 MB that the server asks for', async () => {
    const { events, client } = await openLane();
    const shop = await client({ infileStreamFactory: () => Readable.from(lines()) });
    function* lines() {
      for (let id = 1; id <= 1_000; id++) yield Buffer.from(`${id}\t${'y'.repeat(2_000)}\n`);
    }
    await shop.query("LOAD DATA LOCAL INFILE 'orders' INTO TABLE orders");
    await shop.query('DELETE FROM orders WHERE id > 3');
    expect(await ids()).toEqual([1, 2, 3]);
    expect(repliesIn(events)).toEqual([
      ['LOAD', 1_000],
      ['DELETE', 997],
    ]);
  });

  test('by transactions, which other connections see when they are committed', async () => {
    const { client } = await openLane();
    const [shop, other] = [await client(), await client()];
    await shop.beginTransaction();
    await shop.query("INSERT INTO orders VALUES (1, 'a')");
    expect((await other.query('SELECT * FROM orders'))[0]).toEqual([]);
    await shop.commit();
    expect((await other.query('SELECT id FROM orders'))[0]).toEqual([{ id: 1 }]);
    await shop.beginTransaction();
    await shop.query("INSERT INTO orders VALUES (2, 'b')");
    await shop.rollback();
    expect(await ids()).toEqual([1]);
  });
});
