import { access, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { HarnessError } from '../errors.ts';
import { workFolder } from '../paths.ts';
import type { Lab } from './labs.ts';
import { filesOfMistake } from './mistake-programs.ts';
import { type Mistake, mistakesOf } from './mistakes.ts';

/** What is judged in a run. */
export interface Variant {
  kind: 'work' | 'stub' | 'solution' | 'alternative' | 'mistake' | 'from';
  /** The name of an alternative or a mistake, the path of `--from`. */
  name?: string;
  /** The learner files: name → absolute path. */
  files: Record<string, string>;
  /** What a mistake is described by. */
  mistake?: Mistake;
  /** The only task whose files differ from the solution's; undefined where several do, or a file serves several tasks. */
  task?: number;
}

/** How a variant is called in reports: `work`, `mistake acks-1`. */
export function variantLabel({ kind, name }: Pick<Variant, 'kind' | 'name'>): string {
  return name === undefined ? kind : `${kind} ${name}`;
}

/** The learner's own files. Throws WORK_FILE_MISSING when one was deleted. */
export async function filesOfWork(lab: Lab): Promise<Record<string, string>> {
  const folder = workFolderOf(lab);
  const files = filesIn(folder, lab);
  for (const [name, path] of Object.entries(files))
    if (!(await exists(path)))
      throw new HarnessError({
        code: 'WORK_FILE_MISSING',
        what: `${path} is missing.`,
        why: `Lab ${lab.name} judges ${name}, and there is none in your folder.`,
        next: `Run \`npm run lab -- reset ${lab.number}\` for a fresh copy of the stub; files that are there are kept.`,
      });
  return files;
}

export function workFolderOf(lab: Lab): string {
  return join(workFolder(), lab.name);
}

export function stub(lab: Lab): Variant {
  return { kind: 'stub', files: filesIn(join(lab.folder, 'stub'), lab) };
}

export function solution(lab: Lab): Variant {
  return { kind: 'solution', files: filesIn(lab.solutionFolder, lab) };
}

/** An alternative or a mistake: its files laid over the solution's. Throws VARIANT_UNKNOWN, and MISTAKE_BROKEN. */
export async function overlay(lab: Lab, kind: 'alternative' | 'mistake', name: string): Promise<Variant> {
  return kind === 'mistake' ? mistakeNamed(lab, name) : alternativeNamed(lab, name);
}

async function mistakeNamed(lab: Lab, name: string): Promise<Variant> {
  const mistake = (await mistakesOf(lab)).find((each) => each.name === name);
  if (!mistake) throw await unknownOverlay(lab, 'mistake', name);
  return { ...laidOver(lab, 'mistake', name, await filesOfMistake(lab, mistake)), mistake };
}

async function alternativeNamed(lab: Lab, name: string): Promise<Variant> {
  if (!(await overlayNames(lab, 'alternative')).includes(name)) throw await unknownOverlay(lab, 'alternative', name);
  const folder = join(lab.solutionFolder, 'alternatives', name);
  const own = (await readdir(folder)).filter((file) => file.endsWith('.ts'));
  return laidOver(lab, 'alternative', name, Object.fromEntries(own.map((file) => [file, join(folder, file)])));
}

/** The variant of files (name → path) that lie over the solution's. */
function laidOver(lab: Lab, kind: Variant['kind'], name: string, own: Record<string, string>): Variant {
  const task = taskOf(lab, Object.keys(own));
  return { kind, name, files: { ...solution(lab).files, ...own }, ...(task === undefined ? {} : { task }) };
}

async function unknownOverlay(lab: Lab, kind: 'alternative' | 'mistake', name: string): Promise<HarnessError> {
  const names = await overlayNames(lab, kind);
  return new HarnessError({
    code: 'VARIANT_UNKNOWN',
    what: `Lab ${lab.name} has no ${kind} “${name}”.`,
    why: names.length > 0 ? `It has ${names.join(', ')}.` : `It has no ${kind}s.`,
    next: `Name one of them, such as \`npm run lab -- ${lab.number} --${kind} ${names[0] ?? 'NAME'}\`.`,
  });
}

/**
 * The files of each task: a lab with as many files as tasks has one for each, in their order; others say it. Empty where
 * the tasks share their files.
 */
export function filesOfTasks({ files, tasks, filesOfTasks }: Lab): readonly (readonly string[])[] {
  return filesOfTasks ?? (files.length === tasks.length ? files.map((file) => [file]) : []);
}

/** The only task that these files belong to. */
function taskOf(lab: Lab, own: readonly string[]): number | undefined {
  const task = filesOfTasks(lab).findIndex((theirs) => own.every((file) => theirs.includes(file))) + 1;
  return task === 0 ? undefined : task;
}

/** The names of a lab's alternatives, or of its mistakes, sorted. */
export async function overlayNames(lab: Lab, kind: 'alternative' | 'mistake'): Promise<string[]> {
  if (kind === 'mistake') return (await mistakesOf(lab)).map(({ name }) => name).sort();
  const entries = await readdir(join(lab.solutionFolder, 'alternatives'), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Files given by a path: a folder with all of a lab's files, or the one file of a one-file lab. Nothing is laid under them. */
export async function from(lab: Lab, path: string): Promise<Variant> {
  const absolute = resolve(process.env.INIT_CWD ?? process.cwd(), path);
  const found = await stat(absolute).catch(() => undefined);
  if (!found)
    throw new HarnessError({
      code: 'FROM_NOT_FOUND',
      what: `${absolute} does not exist.`,
      why: '--from takes a folder, or a file for a lab of one file.',
      next: `Give the path of a folder that holds ${lab.files.join(', ')}.`,
    });
  if (found.isFile() && lab.files.length === 1)
    return { kind: 'from', name: path, files: { [lab.files[0]!]: absolute } };
  const files = filesIn(absolute, lab);
  for (const [name, file] of Object.entries(files)) {
    if (await exists(file)) continue;
    throw new HarnessError({
      code: 'FROM_FILE_MISSING',
      what: found.isFile()
        ? `${basename(absolute)} is one file; this lab has ${lab.files.length}.`
        : `${basename(absolute)} has no ${name}.`,
      why: `Lab ${lab.name} is judged by ${lab.files.join(', ')}, and nothing is taken from elsewhere with --from.`,
      next: found.isFile() ? `Give the folder that holds ${lab.files.join(', ')}.` : `Put ${name} into ${absolute}.`,
    });
  }
  return { kind: 'from', name: path, files };
}

function filesIn(folder: string, lab: Lab): Record<string, string> {
  return Object.fromEntries(lab.files.map((name) => [name, join(folder, name)]));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
