import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { courseRoot } from '../paths.ts';
import type { LabDefinition } from './define-lab.ts';
import { type DescribedLab, described } from './lab-texts.ts';

/** A lab as it lies on the disk, and what its lab.ts says. */
export interface Lab extends DescribedLab {
  /** The folder's name, such as 01-acks. */
  name: string;
  /** The two digits in front. */
  number: string;
  folder: string;
  /** The folder of its solution, alternatives and mistakes. */
  solutionFolder: string;
  testFile: string;
  lessonFile: string;
}

const LAB_NAME = /^(\d\d)-[a-z0-9-]+$/;

/** The names of all labs, in order. */
export async function labNames(): Promise<string[]> {
  const entries = await readdir(join(courseRoot, 'labs'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && LAB_NAME.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

export async function allLabs(): Promise<Lab[]> {
  return Promise.all((await labNames()).map(loadLab));
}

/** The lab that a learner means by 04, 4 or the folder's name. Throws LAB_UNKNOWN or LAB_AMBIGUOUS. */
export async function findLab(wanted: string): Promise<Lab> {
  return loadLab(matchLab(wanted, await labNames()));
}

/** The one name meant: exactly, by number, or by a part of it that no other has. */
export function matchLab(wanted: string, names: readonly string[]): string {
  const text = wanted.trim().replace(/\/+$/, '').split('/').at(-1)!;
  const exact = names.filter((name) => name === text);
  const byNumber = names.filter((name) => /^\d+$/.test(text) && Number(name.slice(0, 2)) === Number(text));
  const byPart = names.filter((name) => text.length > 2 && name.includes(text));
  const found = [exact, byNumber, byPart].find((matches) => matches.length > 0) ?? [];
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw new HarnessError({
      code: 'LAB_AMBIGUOUS',
      what: `“${wanted}” fits ${found.length} labs: ${found.join(', ')}.`,
      why: 'A number or a part of a name must fit one lab only.',
      next: `Name one of them in full, such as \`npm run lab -- ${found[0]}\`.`,
    });
  throw new HarnessError({
    code: 'LAB_UNKNOWN',
    what: `There is no lab “${wanted}”.`,
    why: `The labs are ${names.join(', ')}.`,
    next: 'Run `npm run lab` for the list.',
  });
}

async function loadLab(name: string): Promise<Lab> {
  const folder = join(courseRoot, 'labs', name);
  const number = name.slice(0, 2);
  const { default: definition } = await import(join(folder, 'lab.ts')).catch((cause: unknown) => {
    throw new HarnessError({
      code: 'LAB_BROKEN',
      what: `labs/${name}/lab.ts cannot be loaded.`,
      why: (cause as Error).message,
      next: 'If you did not change it, please report it; `git status` shows what you changed.',
      cause,
    });
  });
  return {
    ...described(definition as LabDefinition, folder),
    name,
    number,
    folder,
    solutionFolder: join(courseRoot, 'solutions', name),
    testFile: join(folder, `${name.slice(3)}.test.ts`),
    lessonFile: join(folder, 'lesson.md'),
  };
}
