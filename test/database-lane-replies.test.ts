import { describe, expect, test } from 'vitest';
import { execute, plain, prepare, query, withStatement } from '../harness/tap/database/written-packets.ts';
import { replies, repliesIn, serverWithLanes } from './support/lane-to-server.ts';

const { openLane } = serverWithLanes();

describe.each([
  ['with EOF packets', 0],
  ['without EOF packets', 1 << 24],
])('%s', (_, capabilities) => {
  test('every kind of reply is known to end where it does', async () => {
    const { events, raw } = await openLane();
    const client = await raw({ capabilities });
    const listed = Buffer.from('\x04orders\0%');
    const commands: [what: Buffer, verb: string, rows: number][] = [
      [query('SELECT n FROM numbers WHERE n < 4; DO 1; SELECT 7'), 'SELECT', 4],
      [query('SELECT n FROM numbers WHERE n < 0'), 'SELECT', 0],
      [query("INSERT INTO orders VALUES (1, 'a'), (2, 'b')"), 'INSERT', 2],
      [prepare('SELECT n FROM numbers WHERE n < 4'), 'PREPARE', 0],
      [plain(0x0e), 'PING', 0],
      [plain(0x09), 'STATISTICS', 0],
      [listed, 'FIELD LIST', 0],
      [Buffer.from(`\x02shop_lane`), 'USE', 0],
      [Buffer.from([0x1b, 0, 0]), 'SET OPTION', 0],
      [query('SELECT 8'), 'SELECT', 1],
      [plain(0x1f), 'RESET CONNECTION', 0],
    ];
    client.send(...commands.map(([what]) => what));
    await replies(events, commands.length);
    expect(repliesIn(events)).toEqual(commands.map(([, verb, rows]) => [verb, rows]));
  });

  test('a cursor’s rows are the replies to what fetches them', async () => {
    const { events, raw } = await openLane();
    const client = await raw({ capabilities });
    client.send(prepare('SELECT n FROM numbers WHERE n < 11'));
    const [prepared] = await client.has(1);
    const id = prepared!.payload.readUInt32LE(1);
    const fetch = Buffer.concat([withStatement(0x1c, id).subarray(0, 5), Buffer.from([4, 0, 0, 0])]);
    client.send(
      execute(id, 1),
      fetch,
      fetch,
      fetch,
      withStatement(0x1a, id).subarray(0, 5),
      withStatement(0x19, id).subarray(0, 5),
      plain(0x0e),
    );
    await replies(events, 7);
    expect(repliesIn(events)).toEqual([
      ['PREPARE', 0],
      ['SELECT', 0],
      ['FETCH', 4],
      ['FETCH', 4],
      ['FETCH', 2],
      ['RESET STATEMENT', 0],
      ['PING', 0],
    ]);
    expect(events.filter(({ verb }) => verb === 'FETCH').every(({ sql }) => sql.startsWith('SELECT n FROM'))).toBe(
      true,
    );
  });

  test('definitions that the server skips are not waited for', async () => {
    const { events, raw } = await openLane();
    const client = await raw({ capabilities, mariadb: 1 << 4 });
    client.send(prepare('SELECT n FROM numbers WHERE n < 4'));
    const [prepared] = await client.has(1);
    const id = prepared!.payload.readUInt32LE(1);
    client.send(execute(id), execute(id), execute(id), query('SELECT 1'), plain(0x0e));
    await replies(events, 6);
    expect(repliesIn(events)).toEqual([
      ['PREPARE', 0],
      ['SELECT', 3],
      ['SELECT', 3],
      ['SELECT', 3],
      ['SELECT', 1],
      ['PING', 0],
    ]);
    // They were skipped indeed: a prepared statement’s are sent with its first rows at most.
    const definitions = client.packets.filter(({ payload }) => payload.includes('numbers'));
    expect(definitions).toHaveLength(1);
  });

  test('commands that do not wait for each other are told apart', async () => {
    const { lane, events, raw } = await openLane();
    const client = await raw({ capabilities });
    const inserts = Array.from({ length: 50 }, (_, index) => query(`INSERT INTO orders VALUES (${index % 40}, 'a')`));
    const rule = lane.add({ verb: 'INSERT', nth: 20, at: 'answer' }, { act: 'hold' });
    client.send(...inserts);
    await rule.hit;
    await replies(events, 50);
    expect(await client.has(19)).toHaveLength(19);
    rule.release();
    await client.has(50);
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    expect(repliesIn(events)).toEqual(numbers.map((index) => ['INSERT', index < 40 ? 1 : 1062]));
  });
});
