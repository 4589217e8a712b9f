import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { HarnessError } from '../errors.ts';
import type { Lab } from './labs.ts';
import type { Variant } from './variants.ts';

/** What one learner handed in for one lab. */
export interface Submission {
  /** The learner's folder, as the patterns name it. */
  learner: string;
  lab: Lab;
  variant: Variant;
  /** Files of the lab that are not there: it cannot be judged. */
  missing: string[];
}

export interface Submissions {
  found: Submission[];
  /** Folders that hold nothing for these labs. */
  empty: string[];
}

/**
 * What is in the learners' folders that the patterns name (`submissions/*`), learner by learner, lab by lab. A folder holds
 * `work/NN-name/`, as a clone does, or `NN-name/`; where `labs` has one lab only, its files may lie in the folder itself.
 * Throws SUBMISSIONS_NONE, with what was looked at.
 */
export async function findSubmissions(patterns: readonly string[], labs: readonly Lab[]): Promise<Submissions> {
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const options = { cwd, onlyDirectories: true, expandDirectories: false, absolute: true, followSymbolicLinks: false };
  const folders = (await glob([...patterns], options)).map((path) => path.replace(/\/$/, '')).sort();
  const byFolder = folders.map((folder) => {
    const learner = relative(cwd, folder) || folder;
    return { learner, of: labs.flatMap((lab) => submission(learner, folder, lab, labs.length === 1) ?? []) };
  });
  const found = byFolder.flatMap(({ of }) => of);
  if (found.length === 0) throw none(patterns, folders, labs, cwd);
  return { found, empty: byFolder.filter(({ of }) => of.length === 0).map(({ learner }) => learner) };
}

function submission(learner: string, folder: string, lab: Lab, mayBeFlat: boolean): Submission | undefined {
  const places = [join(folder, 'work', lab.name), join(folder, lab.name), ...(mayBeFlat ? [folder] : [])];
  for (const place of places) {
    const files = Object.fromEntries(lab.files.map((name) => [name, join(place, name)]));
    const missing = lab.files.filter((name) => !existsSync(files[name]!));
    if (missing.length === lab.files.length && !(place !== folder && existsSync(place))) continue;
    return { learner, lab, variant: { kind: 'from', name: relative(resolve(folder, '..'), place), files }, missing };
  }
  return undefined;
}

function none(
  patterns: readonly string[],
  folders: readonly string[],
  labs: readonly Lab[],
  cwd: string,
): HarnessError {
  const names = labs.map(({ name }) => name);
  return new HarnessError({
    code: 'SUBMISSIONS_NONE',
    what: `${patterns.join(' ')} names no work of a learner.`,
    why:
      folders.length === 0
        ? `No folder fits it, read from ${cwd}.`
        : `${folders.length} folders fit it, and none holds work/ or a folder of a lab (${names[0]}${names.length > 1 ? ', …' : ''}).`,
    next: "Name the folders of learners, in quotes: `npm run lab -- grade 'submissions/*'`; each holds `work/NN-name/` or `NN-name/`. With `--lab NN` the lab’s files may lie in it directly.",
  });
}
