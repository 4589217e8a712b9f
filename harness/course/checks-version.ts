import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab } from './labs.ts';

/** A hash of the files with a lab's checks: it is another once what a pass means may have changed. */
export async function checksVersion({ folder }: Pick<Lab, 'folder'>): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /\.(test|checks)\.ts$/.test(name)).sort();
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\n`).update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
