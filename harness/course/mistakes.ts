import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { type DescribedMistake, type Edits, mistakesFileOf } from './define-mistakes.ts';
import type { Lab } from './labs.ts';

/** A mistake of a lab, as its file describes it. */
export interface Mistake {
  name: string;
  /** The learner file that it is about. */
  file: string;
  /** What its author believed, in one sentence. */
  believed: string;
  /** The code of the diagnosis that it must get. */
  diagnosis: string;
  /** The only database server that it does harm on: what the server's name begins with. */
  onlyOn?: string;
  /** The edits of each learner file; undefined where it is another program, in a folder of its own. */
  edits?: ReadonlyMap<string, Edits>;
}

/** What of a lab its mistakes need. */
export type LabWithMistakes = Pick<Lab, 'name' | 'files' | 'solutionFolder'>;

/**
 * The mistakes of a lab, from `<file>.mistakes.ts` beside its solution: in the sequence of the learner files, and of each
 * file in the sequence that it has them in. Throws MISTAKE_BROKEN for a file that cannot be loaded or is about no learner
 * file, for a name that two files give, for a mistake without a belief and for edits of no learner file.
 */
export async function mistakesOf(lab: LabWithMistakes): Promise<readonly Mistake[]> {
  const present = (await readdir(lab.solutionFolder).catch(() => [])).filter((name) => name.endsWith('.mistakes.ts'));
  const learnerFiles = `The learner files of the lab are ${lab.files.join(', ')}.`;
  const stray = present.find((name) => !lab.files.map(mistakesFileOf).includes(name));
  if (stray !== undefined) throw broken(lab, stray, 'is about no learner file', learnerFiles);
  const found = new Map<string, Mistake>();
  for (const file of lab.files.filter((file) => present.includes(mistakesFileOf(file)))) {
    const fails = (what: string, why: string) => broken(lab, mistakesFileOf(file), what, why);
    for (const [name, described] of Object.entries(await load(lab, file))) {
      const other = found.get(name);
      if (other) throw fails(`has a second mistake ${name}`, `${mistakesFileOf(other.file)} has one of that name.`);
      const mistake = mistakeOf(file, name, described);
      if (!mistake.believed.trim()) throw fails(`does not say what the author of ${name} believed`, 'It is empty.');
      const unknown = [...(mistake.edits?.keys() ?? [])].find((edited) => !lab.files.includes(edited));
      if (unknown !== undefined) throw fails(`edits ${unknown}, in ${name}`, learnerFiles);
      found.set(name, mistake);
    }
  }
  return [...found.values()];
}

function mistakeOf(file: string, name: string, described: DescribedMistake): Mistake {
  const { believed, diagnosis, onlyOn } = described;
  const mistake: Mistake = { name, file, believed, diagnosis, ...(onlyOn === undefined ? {} : { onlyOn }) };
  if ('program' in described) return mistake;
  const also = Object.entries(described.also ?? {}) as [string, Edits][];
  return { ...mistake, edits: new Map([[file, described.edits], ...also]) };
}

async function load(lab: LabWithMistakes, file: string): Promise<Record<string, DescribedMistake>> {
  try {
    return (await import(join(lab.solutionFolder, mistakesFileOf(file)))).default;
  } catch (cause) {
    throw broken(lab, mistakesFileOf(file), 'cannot be loaded', (cause as Error).message, cause);
  }
}

/** The error of a file `<file>.mistakes.ts` that does not hold what it must. `what` goes on behind its path. */
export function broken(
  { name }: LabWithMistakes,
  file: string,
  what: string,
  why: string,
  cause?: unknown,
): HarnessError {
  return new HarnessError({
    code: 'MISTAKE_BROKEN',
    what: `solutions/${name}/${file} ${what}.`,
    why,
    next: 'Change that file; docs/writing-a-lab.md says what it holds.',
    cause,
  });
}
