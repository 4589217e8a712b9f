import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { cacheFolder } from '../paths.ts';
import type { Progress } from './progress.ts';

/**
 * Lets one process at a time fetch or make what all clones share; the others wait, and say so. Resolves to the function
 * that gives the lock back. A process that died gives it back after 20 s.
 */
export async function lockCache(progress: Progress): Promise<() => Promise<void>> {
  await mkdir(cacheFolder(), { recursive: true });
  const path = join(cacheFolder(), 'install');
  const options = { realpath: false, stale: 20_000, update: 2_000 };
  const first = await lockfile.lock(path, options).catch((error: NodeJS.ErrnoException) => error);
  if (typeof first === 'function') return first;
  if (first.code !== 'ELOCKED') throw first;
  progress('something else is being fetched or prepared; waiting for it');
  return lockfile.lock(path, { ...options, retries: { forever: true, minTimeout: 200, maxTimeout: 500 } });
}
