import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Lab } from '../course/labs.ts';
import type { Golden } from './golden.ts';

/** The golden evidence of a lab: what is proved of each of its mistakes, by their names. */
export type GoldenFile = Readonly<Record<string, Golden>>;

/** The file that holds it, which only `verify --update-golden` writes. */
const goldenPath = ({ solutionFolder }: Pick<Lab, 'solutionFolder'>): string => join(solutionFolder, 'golden.json');

/** The golden evidence of a lab; of a lab that has no such file yet, none. */
export async function readGolden(lab: Pick<Lab, 'solutionFolder'>): Promise<GoldenFile> {
  const written = await readFile(goldenPath(lab), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  return JSON.parse(written) as GoldenFile;
}

/**
 * Writes the golden evidence of one mistake beside that of the others, in the sequence of `names`. The evidence of mistakes
 * that are not among them goes: those are no longer there.
 */
export async function writeGolden(
  lab: Pick<Lab, 'solutionFolder'>,
  name: string,
  golden: Golden,
  names: readonly string[],
): Promise<void> {
  const all: GoldenFile = { ...(await readGolden(lab)), [name]: golden };
  const kept = names.flatMap((each) => (all[each] ? [[each, all[each]] as const] : []));
  await writeFileAtomic(goldenPath(lab), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}
