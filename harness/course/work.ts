import { constants } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab } from './labs.ts';
import { stub, workFolderOf } from './variants.ts';

/** Copies the stubs that the learner does not have yet; returns the paths of those that were copied. */
export async function ensureWork(lab: Lab): Promise<string[]> {
  const folder = workFolderOf(lab);
  await mkdir(folder, { recursive: true });
  const copied: string[] = [];
  for (const [name, source] of Object.entries(stub(lab).files)) {
    const target = join(folder, name);
    const isNew = await copyFile(source, target, constants.COPYFILE_EXCL).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (isNew) copied.push(target);
  }
  return copied;
}

export interface Reset {
  file: string;
  /** Where the old file went; undefined when it was the stub already, or missing. */
  keptAs: string | undefined;
}

/** Puts the stubs back. A file that the learner changed is kept beside, under a name with the time. */
export async function resetWork(lab: Lab, now = new Date()): Promise<Reset[]> {
  const folder = workFolderOf(lab);
  await mkdir(folder, { recursive: true });
  const resets: Reset[] = [];
  for (const [name, source] of Object.entries(stub(lab).files)) {
    const target = join(folder, name);
    const [mine, fresh] = await Promise.all([
      readFile(target, 'utf8').catch(() => undefined),
      readFile(source, 'utf8'),
    ]);
    let keptAs: string | undefined;
    if (mine !== undefined && mine !== fresh) {
      const at = now.toISOString().slice(0, 23).replaceAll(/[:T.]/g, '-');
      keptAs = join(folder, `${name.replace(/\.ts$/, '')}.before-reset-${at}.ts`);
      await rename(target, keptAs);
    }
    await rm(target, { force: true }); // a link is replaced, not followed to where it leads
    await copyFile(source, target);
    resets.push({ file: target, keptAs });
  }
  return resets;
}
