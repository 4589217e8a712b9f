import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { stateFolder } from '../paths.ts';
import { applyEdits } from './apply-edits.ts';
import { mistakesFileOf } from './define-mistakes.ts';
import { broken, type LabWithMistakes, type Mistake } from './mistakes.ts';

/**
 * The learner files in which a mistake differs from the solution, with their texts. Throws MISTAKE_BROKEN for an edit that
 * does not fit the solution, and for a program that is not there.
 */
export async function textsOfMistake(lab: LabWithMistakes, mistake: Mistake): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (mistake.edits) {
    const name = `Lab ${lab.name}, mistake ${mistake.name}`;
    for (const [file, edits] of mistake.edits) {
      const solution = await readFile(join(lab.solutionFolder, file), 'utf8');
      texts.set(file, applyEdits(solution, edits, { mistake: name, path: `solutions/${lab.name}/${file}` }));
    }
  } else
    for (const [file, path] of Object.entries(await ownFiles(lab, mistake)))
      texts.set(file, await readFile(path, 'utf8'));
  return texts;
}

/**
 * The files of a mistake that are to be judged in place of the solution's: name → path. Those that edits make are written to
 * `.labs/variants/`, where their content differs.
 */
export async function filesOfMistake(lab: LabWithMistakes, mistake: Mistake): Promise<Record<string, string>> {
  if (!mistake.edits) return ownFiles(lab, mistake);
  return writeTexts(join(stateFolder(), 'variants', lab.name, mistake.name), await textsOfMistake(lab, mistake));
}

/** Writes files, each whole or not at all, and none that has its text already. Returns their paths. */
export async function writeTexts(folder: string, texts: ReadonlyMap<string, string>): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const paths: Record<string, string> = {};
  for (const [file, text] of texts) {
    const path = join(folder, file);
    paths[file] = path;
    if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) await writeFileAtomic(path, text);
  }
  return paths;
}

/** The files of a mistake that is another program: name → path. Throws MISTAKE_BROKEN where there are none. */
async function ownFiles(lab: LabWithMistakes, { name, file }: Mistake): Promise<Record<string, string>> {
  const folder = join(lab.solutionFolder, 'mistakes', name);
  const files = (await readdir(folder).catch(() => [])).filter((each) => lab.files.includes(each)).sort();
  if (files.length === 0)
    throw broken(
      lab,
      mistakesFileOf(file),
      `says that ${name} is another program`,
      `mistakes/${name}/ holds no file of it.`,
    );
  return Object.fromEntries(files.map((each) => [each, join(folder, each)]));
}
