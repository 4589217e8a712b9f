import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Connection } from 'mysql2/promise';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CommandMatch } from '../harness/tap/database/command-rules.ts';
import { app, serverWithLanes } from './support/lane-to-server.ts';

const { openLane, ids, noSessions, empty } = serverWithLanes();

describe('a program that is killed', () => {
  const program = `
    const { createConnection } = await import('mysql2/promise');
    const connection = await createConnection(JSON.parse(process.env.OPTIONS));
    await connection.beginTransaction();
    await connection.query("INSERT INTO orders VALUES (7, 'a')");
    await connection.commit();
    console.log('heard');`;

  test('between its COMMIT and the answer leaves the row, and never heard of it', async () => {
    const { lane } = await openLane();
    const rule = lane.add({ verb: 'COMMIT', at: 'answer' }, { act: 'hold' });
    const options = JSON.stringify({ ...app, host: '127.0.0.1', port: lane.port });
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, OPTIONS: options },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await rule.hit).toMatchObject({ kind: 'reply', verb: 'COMMIT', rows: 0 });
    child.kill('SIGKILL');
    await once(child, 'close');
    await lane.close();
    await noSessions();
    expect([await ids(), output]).toEqual([[7], '']);
  });

  test('before its INSERT is let go on leaves no row', async () => {
    const { lane, client } = await openLane();
    const shop = await client();
    const rule = lane.add({ verb: 'INSERT' }, { act: 'hold' });
    const inserting = shop.query("INSERT INTO orders VALUES (1, 'a')").catch((error) => error);
    await rule.hit;
    await lane.close();
    rule.release();
    expect(await inserting).toMatchObject({ fatal: true });
    await noSessions();
    expect(await ids()).toEqual([]);
  });

  /** Eleven commands, two of them commits. */
  async function work(shop: Connection): Promise<void> {
    for (const id of [1, 2]) {
      await shop.query('SELECT id FROM orders');
      await shop.beginTransaction();
      await shop.execute('INSERT INTO orders VALUES (?, ?)', [id, 'a']);
      await shop.query('UPDATE orders SET note = ? WHERE id = ?', ['b', id]);
      await shop.commit();
    }
  }
  const VERBS = [
    'SELECT',
    'START',
    'PREPARE',
    'INSERT',
    'UPDATE',
    'COMMIT',
    'SELECT',
    'START',
    'INSERT',
    'UPDATE',
    'COMMIT',
  ];

  test('leaves the same rows each time, at each of 22 moments, four times', async () => {
    for (let round = 0; round < 4; round++)
      for (const [index, verb] of VERBS.entries())
        for (const at of ['request', 'answer'] as const) {
          await empty();
          const { lane, client } = await openLane();
          const shop = await client();
          const match: CommandMatch = { nth: index + 1, at };
          const rule = lane.add(match, { act: 'hold' });
          work(shop).catch(() => {}); // a client that is destroyed settles nothing
          expect((await rule.hit).verb).toBe(verb);
          shop.destroy();
          await lane.close();
          await noSessions();
          const served = VERBS.slice(0, at === 'request' ? index : index + 1);
          const commits = served.filter((each) => each === 'COMMIT').length;
          expect(await ids(), `${at} ${index + 1}`).toEqual([1, 2].slice(0, commits));
        }
  });
});
