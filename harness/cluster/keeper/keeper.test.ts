import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { DatabaseRuntime, RunningDatabase } from '../../database/database.ts';
import { keeperFolder } from '../../paths.ts';
import { identify } from '../../process/identity.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import type { Runtime } from '../cluster.ts';
import type { KeeperStatus } from './api.ts';
import { ledgerFile, socketFile } from './files.ts';
import { Keeper } from './keeper.ts';
import { Peer } from './peer.ts';

/** No run of these tests asks for a cluster. */
const noClusters: Runtime = {
  name: 'local',
  processes: [],
  onProcessesChange: undefined,
  prepare: () => Promise.resolve(),
  start: () => Promise.reject(new Error('no cluster is needed here')),
};

const noDatabase: DatabaseRuntime = {
  processes: [],
  onProcessesChange: undefined,
  prepare: () => Promise.resolve(),
  start: () => Promise.reject(new Error('no database is needed here')),
};

/** A keeper of a home of its own, which ends as soon as nobody is connected. */
async function startKeeper(
  database: DatabaseRuntime = noDatabase,
): Promise<{ connect: () => Promise<Peer>; ended: Promise<void> }> {
  vi.stubEnv('KAFKA_LABS_HOME', await temporaryFolder());
  const folder = keeperFolder();
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const keeper = new Keeper({ kafka: noClusters, database }, 0, () => end());
  await keeper.listen();
  const sockets: net.Socket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await keeper.end();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });
  const connect = async () => {
    const socket = net.connect(socketFile());
    sockets.push(socket);
    await once(socket, 'connect');
    return new Peer(socket);
  };
  return { connect, ended };
}

const labels = async (peer: Peer): Promise<string[]> =>
  (await peer.call<KeeperStatus>('status')).runs.map(({ label, state }) => `${label} ${state}`);

/** Waits until these are the keeper's runs. */
const runsBecome = (peer: Peer, expected: string[]): Promise<void> =>
  expect.poll(() => labels(peer), { timeout: 4_000, interval: 2 }).toEqual(expected);

describe('a keeper', () => {
  test('gives one run after the other its turn, and the next one where a client goes without a word', async () => {
    const { connect } = await startKeeper();
    const [first, second] = [await connect(), await connect()];
    await first.call('beginRun', { label: 'a' });
    const turn = second.call('beginRun', { label: 'b' });
    await runsBecome(second, ['a running', 'b waiting']);
    first.close();
    await turn;
    expect(await labels(second)).toEqual(['b running']);
  });

  test('ends when it is told to, after the run that is under way', async () => {
    const { connect, ended } = await startKeeper();
    const [first, second] = [await connect(), await connect()];
    const { runId } = await first.call<{ runId: string }>('beginRun', { label: 'a' });
    const shutdown = second.call('shutdown');
    await runsBecome(first, ['a running', 'shutdown waiting']);
    await first.call('endRun', { runId });
    await shutdown;
    await ended;
  });

  test('lives on when whoever asked it to end goes before the run that is under way is over', async () => {
    const { connect } = await startKeeper();
    const [first, second] = [await connect(), await connect()];
    await first.call('beginRun', { label: 'a' });
    second.call('shutdown').catch(() => {});
    await runsBecome(first, ['a running', 'shutdown waiting']);
    second.close();
    await runsBecome(first, ['a running']);
    expect(await labels(await connect())).toEqual(['a running']);
  });

  test('ends by itself when the last client has gone', async () => {
    const { connect, ended } = await startKeeper();
    const only = await connect();
    await only.call('hello');
    only.close();
    await ended;
  });

  test('refuses what a run asks for that is over', async () => {
    const { connect } = await startKeeper();
    const peer = await connect();
    await expect(peer.call('acquire', { runId: 'gone', shape: 'one' })).rejects.toThrow('run gone is over');
    await expect(peer.call('dance')).rejects.toThrow('the keeper knows no dance');
  });
});

/** A database that is always up, and tells of its death when the test wants it. */
function fakeDatabase(): DatabaseRuntime & { dies(how: string): void; clears: number } {
  const database = {
    runtime: 'local',
    flavour: 'mysql',
    version: '9.7.4',
    address: { host: '127.0.0.1', port: 4000 },
    admin: { user: 'root', password: 'secret' },
    app: { user: 'shop', password: 'shop' },
    onUnexpectedExit: undefined as ((how: string) => void) | undefined,
    clear: async () => void runtime.clears++,
    whyUnfit: async () => undefined,
    consoleCommand: () => undefined,
    dispose: async () => {},
  } as const satisfies RunningDatabase;
  const runtime = {
    ...noDatabase,
    processes: [identify(process.pid)!],
    clears: 0,
    start: async () => {
      runtime.onProcessesChange?.();
      return database;
    },
    dies: (how: string) => database.onUnexpectedExit?.(how),
  } as DatabaseRuntime & { dies(how: string): void; clears: number };
  return runtime;
}

describe('the keeper’s database', () => {
  test('is given to a run that asks, with the accounts, and is in the status and the ledger', async () => {
    const { connect } = await startKeeper(fakeDatabase());
    const peer = await connect();
    const { runId } = await peer.call<{ runId: string }>('beginRun', { label: 'a' });
    expect(await peer.call('acquireDatabase', { runId })).toMatchObject({
      flavour: 'mysql',
      version: '9.7.4',
      host: '127.0.0.1',
      port: 4000,
      admin: { user: 'root', password: 'secret' },
      app: { user: 'shop', password: 'shop' },
      warm: false,
    });
    expect(await peer.call<KeeperStatus>('status')).toMatchObject({ database: { port: 4000, state: 'in use' } });
    const { processes } = JSON.parse(await readFile(ledgerFile(), 'utf8'));
    expect(processes).toEqual([identify(process.pid)]);
  });

  test('is cleared when a run that used it is over, also one that was killed, and only then', async () => {
    const database = fakeDatabase();
    const { connect } = await startKeeper(database);
    const [first, second] = [await connect(), await connect()];
    const { runId } = await first.call<{ runId: string }>('beginRun', { label: 'a' });
    await first.call('acquireDatabase', { runId });
    await first.call('acquireDatabase', { runId });
    expect(database.clears).toBe(0);
    first.close();
    await second.call('beginRun', { label: 'b' });
    expect(database.clears).toBe(1);
  });

  test('that dies unasked is told to every client', async () => {
    const database = fakeDatabase();
    const { connect } = await startKeeper(database);
    const [command, tests] = [await connect(), await connect()];
    const heard: unknown[] = [];
    for (const peer of [command, tests]) peer.onEvent = (event, data) => heard.push([event, data]);
    const { runId } = await command.call<{ runId: string }>('beginRun', { label: 'a' });
    await command.call('acquireDatabase', { runId });
    database.dies('was ended by SIGKILL');
    const death = ['died', { kind: 'database', how: 'was ended by SIGKILL' }];
    await expect.poll(() => heard, { interval: 2 }).toEqual([death, death]);
  });

  test('is fetched before a run where the run needs one, and left alone where not', async () => {
    const prepared: string[] = [];
    const { connect } = await startKeeper({ ...fakeDatabase(), prepare: async () => void prepared.push('database') });
    const peer = await connect();
    await peer.call('prepare', { database: false });
    expect(prepared).toEqual([]);
    await peer.call('prepare', { database: true });
    expect(prepared).toEqual(['database']);
  });

  test('is refused to a run that is over', async () => {
    const { connect } = await startKeeper(fakeDatabase());
    const peer = await connect();
    await expect(peer.call('acquireDatabase', { runId: 'gone' })).rejects.toMatchObject({ code: 'KEEPER_LOST' });
  });
});
