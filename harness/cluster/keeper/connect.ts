import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import lockfile from 'proper-lockfile';
import { HarnessError } from '../../errors.ts';
import { cacheFolder, homeFolder, keeperFolder, logFolder } from '../../paths.ts';
import { settleRuntime } from '../choose-runtime.ts';
import { codeVersion } from './code-version.ts';
import { keeperLog, lockPath, socketFile } from './files.ts';
import { keepForMs } from './keep-for.ts';
import { clearOrphans } from './orphans.ts';
import { Peer } from './peer.ts';

const STARTS_WITHIN_MS = 20_000;

/** Connects to this clone's keeper if one runs, whatever its version. */
export async function connectToRunning(): Promise<Peer | undefined> {
  const socket = net.connect(socketFile());
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  return connected ? new Peer(socket) : undefined;
}

/** Connects to this clone's keeper, starting one where none (or one of other code) runs and clearing what a dead one left. */
export async function connectToKeeper(): Promise<Peer> {
  keepForMs(process.env.KAFKA_LABS_KEEP);
  await settleRuntime();
  const running = await connectToCurrent();
  if (running) return running;
  await mkdir(keeperFolder(), { recursive: true, mode: 0o700 });
  const release = await lockfile.lock(lockPath(), {
    realpath: false,
    stale: 5_000,
    update: 1_000,
    retries: { forever: true, minTimeout: 50, maxTimeout: 200 },
  });
  try {
    const meanwhile = await connectToCurrent();
    if (meanwhile) return meanwhile;
    await clearOrphans();
    return await startKeeper();
  } finally {
    await release();
  }
}

async function connectToCurrent(): Promise<Peer | undefined> {
  const peer = await connectToRunning();
  if (!peer) return undefined;
  const hello = await peer.call<{ version: string }>('hello').catch(() => undefined);
  if (hello?.version === codeVersion()) return peer;
  // Of an older checkout or another environment.
  await peer.call('shutdown').catch(() => {});
  peer.close();
  return undefined;
}

async function startKeeper(): Promise<Peer> {
  mkdirSync(logFolder(), { recursive: true });
  const log = openSync(keeperLog(), 'w');
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main], {
    detached: true,
    stdio: ['ignore', log, log],
    // Resolved here: the keeper has another working directory.
    env: { ...process.env, NODE_OPTIONS: '', KAFKA_LABS_HOME: homeFolder(), KAFKA_LABS_CACHE: cacheFolder() },
    cwd: '/',
  });
  closeSync(log);
  child.unref();
  let exited: string | undefined;
  child.once('error', (error) => {
    exited = error.message;
  });
  child.once('exit', (code, signal) => {
    exited = `it ended with ${signal ?? `code ${code}`}`;
  });
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (Date.now() < deadline && exited === undefined) {
    const peer = await connectToRunning();
    if (peer) return peer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new HarnessError({
    code: 'KEEPER_UNREACHABLE',
    what: 'The keeper, which owns the running cluster, did not start.',
    why: `${exited ?? `It does not listen after ${STARTS_WITHIN_MS / 1000} s`}. ${readFileSync(keeperLog(), 'utf8').trim().slice(-500)}`,
    next: 'Run `npm run lab -- doctor`, then try again.',
    log: keeperLog(),
  });
}
