import { readdir, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { labNames } from '../course/labs.ts';
import { courseRoot } from '../paths.ts';

/** A file of the course that the site shows. */
export interface CourseFile {
  /** From the root of the course, with slashes; the address of its page is the same behind a slash. */
  path: string;
  kind: 'lesson' | 'page' | 'picture';
}

/** Pages that other pages link to, outside of docs/ and of the lessons. */
const OTHER_PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', '.ci/stand-ins/README.md'];

/**
 * Everything that the site shows of the course: lessons, docs/ and a few pages by name; nothing of solutions/ is among
 * them. An address that is asked for is looked up here and never becomes a path, so that none leads elsewhere.
 */
export async function courseFiles(root = courseRoot): Promise<Map<string, CourseFile>> {
  const docs = await filesIn(join(root, 'docs'));
  const labs =
    root === courseRoot ? await labNames() : (await filesIn(join(root, 'labs'))).filter((name) => !name.includes('/'));
  const files: CourseFile[] = [
    ...OTHER_PAGES.map((path) => ({ path, kind: 'page' as const })),
    ...docs.filter((name) => name.endsWith('.md')).map((name) => ({ path: `docs/${name}`, kind: 'page' as const })),
    ...pictures(docs).map((name) => ({ path: `docs/${name}`, kind: 'picture' as const })),
    ...labs.map((name) => ({ path: `labs/${name}/lesson.md`, kind: 'lesson' as const })),
  ];
  return new Map(files.map((file) => [file.path, file]));
}

/** The file's content; undefined where it is gone, or is a link that leads out of the course. */
export async function readCourseFile({ path }: CourseFile, root = courseRoot): Promise<Buffer | undefined> {
  try {
    const real = await realpath(join(root, path));
    return real.startsWith((await realpath(root)) + sep) ? await readFile(real) : undefined;
  } catch {
    return undefined;
  }
}

const pictures = (names: readonly string[]): string[] => names.filter((name) => /\.(svg|png)$/.test(name));

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.map((name) => name.replaceAll(sep, '/')).sort();
}
