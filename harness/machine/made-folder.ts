import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** How many random characters mkdtemp puts behind a name. */
const MKDTEMP_ADDS = 6;

/** Makes a folder beside `target` by `fill` and moves it into place whole, or leaves nothing. */
export async function makeFolder(target: string, fill: (fresh: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const fresh = await mkdtemp(`${target}-`);
  try {
    await fill(fresh);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** Deletes what makers of `target` left that were killed. Only for who holds a lock: another's work would be deleted too. */
export async function clearHalfMade(target: string): Promise<void> {
  const prefix = `${basename(target)}-`;
  const names = await readdir(dirname(target)).catch(() => []);
  for (const name of names)
    if (name.startsWith(prefix) && name.length === prefix.length + MKDTEMP_ADDS)
      await rm(join(dirname(target), name), { recursive: true, force: true });
}
