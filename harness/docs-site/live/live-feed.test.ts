import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { eventually } from '../../broker/eventually.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { LiveFeed } from './live-feed.ts';

/** Whether the file system tells of changes, as some do not. */
let tells = true;
const watched: string[] = [];
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const watch = (folder: string, listener: () => void): import('node:fs').FSWatcher => {
    if (!tells) throw new Error('ENOSYS');
    watched.push(folder);
    return fs.watch(folder, listener);
  };
  return { ...fs, watch };
});

afterEach(() => vi.unstubAllEnvs());

async function listenIn(home: string): Promise<{ looks: () => number; stop: () => void }> {
  vi.stubEnv('KAFKA_LABS_HOME', home);
  let looks = 0;
  return { looks: () => looks, stop: new LiveFeed().listen('00-first-record', () => looks++) };
}

test('where the file system tells nothing, the clock says when to look', async () => {
  tells = false;
  const { looks, stop } = await listenIn(await temporaryFolder());
  await eventually('it is looked twice', () => looks() >= 2);
  stop();
});

test('before the first run the folder above is watched, and then that of all runs', async () => {
  tells = true;
  const home = await temporaryFolder();
  const { looks, stop } = await listenIn(home);
  await eventually('the home is watched', () => watched.includes(home));
  mkdirSync(join(home, '.labs', 'runs'), { recursive: true });
  await eventually('the runs are watched', () => watched.includes(join(home, '.labs', 'runs')));
  expect(looks()).toBeGreaterThan(0);
  stop();
});

test('nobody is told after having left', async () => {
  tells = true;
  const home = await temporaryFolder();
  const { looks, stop } = await listenIn(home);
  const other = await listenIn(home);
  stop();
  await eventually('the other one is told', () => other.looks() > 0);
  expect(looks()).toBe(0);
  other.stop();
});
