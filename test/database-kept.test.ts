import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import type { DatabaseInfo, Death } from '../harness/cluster/keeper/api.ts';
import { connectToRunning } from '../harness/cluster/keeper/connect.ts';
import type { Peer } from '../harness/cluster/keeper/peer.ts';
import { DatabaseConnection } from '../harness/database/connection.ts';
import { kill } from '../harness/process/identity.ts';
import { keeperOf } from './support/killing.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();
beforeAll(() => void vi.stubEnv('KAFKA_LABS_HOME', home.folder));
afterAll(() => void vi.unstubAllEnvs());

/** A run of this home's keeper that has asked for the database. */
async function beginRun(): Promise<{ peer: Peer; info: DatabaseInfo; runId: string }> {
  const peer = (await connectToRunning())!;
  const { runId } = await peer.call<{ runId: string }>('beginRun', { label: 'a test' });
  return { peer, runId, info: await peer.call<DatabaseInfo>('acquireDatabase', { runId }) };
}

const databases = (): number[] =>
  home
    .processes()
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('--innodb-buffer-pool-size'));
const folders = (): string[] => readdirSync(home.path('.labs')).filter((name) => name.startsWith('database-'));

async function schemasOf(info: DatabaseInfo): Promise<unknown[]> {
  using admin = await DatabaseConnection.open(info, info.admin);
  return admin.query("SHOW DATABASES LIKE 'shop%'");
}

describe('the keeper’s database', () => {
  let first: DatabaseInfo;

  test('is started for the first run that asks, and stays up for the next one, which finds it empty', async () => {
    await home.lab(['up', 'one']);
    expect(databases()).toEqual([]);
    const run = await beginRun();
    first = run.info;
    using admin = await DatabaseConnection.open(first, first.admin);
    await admin.query('CREATE DATABASE shop_left');
    run.peer.close(); // as if the command was killed
    const { peer, info } = await beginRun();
    expect(info).toMatchObject({ warm: true, port: first.port });
    expect(await schemasOf(info)).toEqual([]);
    peer.close();
  });

  test('is named by `status`, with a command to try', async () => {
    const { stdout } = await home.lab(['status']);
    expect(stdout).toMatch(/database local, (MariaDB|MySQL) \d+\.\d+\.\d+, ready/);
    expect(stdout).toContain(`address  127.0.0.1:${first.port}, user shop, password shop`);
  });

  test('that is killed is told to the run, and another one is there for the next', async () => {
    const { peer, runId } = await beginRun();
    const deaths: Death[] = [];
    peer.onEvent = (event, data) => event === 'died' && deaths.push(data as Death);
    kill(databases()[0]!, 'SIGKILL');
    const death = { kind: 'database', how: 'was ended by SIGKILL' };
    await expect.poll(() => deaths, { timeout: 5_000 }).toEqual([death]);
    await peer.call('endRun', { runId });
    const next = await beginRun();
    expect(next.info.port).not.toBe(first.port);
    expect(await schemasOf(next.info)).toEqual([]);
    expect([databases().length, folders().length]).toEqual([1, 1]);
    for (const each of [peer, next.peer]) each.close();
  });

  test('of a keeper that was killed is cleared by the next command', async () => {
    const [orphan] = databases();
    kill(keeperOf(home)!.pid, 'SIGKILL');
    await eventually('the keeper is dead', () => keeperOf(home) === undefined);
    expect(databases()).toEqual([orphan]);
    expect((await home.lab(['up', 'one'])).code).toBe(0);
    expect([databases(), folders()]).toEqual([[], []]);
  });

  test('ends with `down`, and leaves no folder', async () => {
    const { peer } = await beginRun();
    expect(databases()).toHaveLength(1);
    peer.close();
    expect((await home.lab(['down'])).code).toBe(0);
    expect([databases(), folders()]).toEqual([[], []]);
  });
});
