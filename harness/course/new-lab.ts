import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { courseRoot } from '../paths.ts';
import { labNames } from './labs.ts';

const TEMPLATE = join(courseRoot, 'templates', 'lab');

/**
 * Makes `labs/NN-name` and `solutions/NN-name` from the template: a lab that `verify` proves already. Returns the files'
 * paths from the course's folder. Throws LAB_NAME_WRONG or LAB_EXISTS; then nothing was written.
 */
export async function makeLab(name: string): Promise<string[]> {
  if (!/^\d\d-[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) throw wrongName(name);
  const number = name.slice(0, 2);
  const taken = (await labNames()).find((other) => other.startsWith(`${number}-`));
  if (taken !== undefined) throw exists(name, `labs/${taken}`);
  if (existsSync(join(courseRoot, 'solutions', name))) throw exists(name, `solutions/${name}`);
  const words = { name, number, title: titleOf(name), short: name.slice(3) };
  // Under another name first: half a lab would stop every command.
  const drafts = await mkdtemp(join(courseRoot, '.new-lab-'));
  try {
    const made: string[] = [];
    for (const part of ['labs', 'solutions']) {
      for (const file of await filesIn(join(TEMPLATE, part))) {
        const target = file.replace(/^test\.ts/, `${words.short}.test.ts`).replace(/\.template$/, '');
        await mkdir(dirname(join(drafts, part, target)), { recursive: true });
        await writeFile(join(drafts, part, target), filled(await readFile(join(TEMPLATE, part, file), 'utf8'), words));
        made.push(join(part, name, target));
      }
    }
    await rename(join(drafts, 'solutions'), join(courseRoot, 'solutions', name));
    await rename(join(drafts, 'labs'), join(courseRoot, 'labs', name));
    return made;
  } finally {
    await rm(drafts, { recursive: true, force: true });
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
}

const filled = (text: string, words: Record<string, string>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] ?? '');

/** keys-and-partitions → Keys and partitions */
const titleOf = (name: string): string =>
  name
    .slice(3)
    .replaceAll('-', ' ')
    .replace(/^./, (first) => first.toUpperCase());

function wrongName(name: string): HarnessError {
  return new HarnessError({
    code: 'LAB_NAME_WRONG',
    what: `“${name}” cannot be the name of a lab.`,
    why: 'A lab’s folder is called by two digits and words in lower case, joined by hyphens.',
    next: 'Name it like this: `npm run lab -- new 09-keys-and-partitions`.',
  });
}

function exists(name: string, folder: string): HarnessError {
  return new HarnessError({
    code: 'LAB_EXISTS',
    what: `${name} was not made: there is ${folder} already.`,
    why: 'A number names one lab, and nothing is written over.',
    next: 'Take another number; `npm run lab` lists those that are taken.',
  });
}
