import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import net from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { keeperFolder } from '../../paths.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import type { Runtime } from '../cluster.ts';
import type { KeeperStatus } from './api.ts';
import { socketFile } from './files.ts';
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

/** A keeper of a home of its own, which ends as soon as nobody is connected. */
async function startKeeper(): Promise<{ connect: () => Promise<Peer>; ended: Promise<void> }> {
  vi.stubEnv('KAFKA_LABS_HOME', await temporaryFolder());
  const folder = keeperFolder();
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const keeper = new Keeper(noClusters, 0, () => end());
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
