import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { courseFiles, readCourseFile } from './course-files.ts';

const outside = mkdtempSync(join(tmpdir(), 'outside-'));
writeFileSync(join(outside, 'secret.md'), 'secret');
const root = mkdtempSync(join(tmpdir(), 'course-'));
afterAll(() => {
  for (const folder of [outside, root]) rmSync(folder, { recursive: true });
});
for (const folder of ['docs', 'labs/01-acks', 'solutions/01-acks']) mkdirSync(join(root, folder), { recursive: true });
for (const path of ['README.md', 'docs/glossary.md', 'docs/x.svg', 'docs/notes.txt', 'labs/01-acks/lesson.md'])
  writeFileSync(join(root, path), path);
writeFileSync(join(root, 'solutions/01-acks/sender.ts'), 'the solution');
symlinkSync(join(outside, 'secret.md'), join(root, 'docs/linked.md'));
symlinkSync(join(root, 'docs/glossary.md'), join(root, 'docs/words.md'));

const read = async (path: string): Promise<string | undefined> => {
  const file = (await courseFiles(root)).get(path);
  return file && (await readCourseFile(file, root))?.toString();
};

test.each(['README.md', 'docs/glossary.md', 'docs/x.svg', 'labs/01-acks/lesson.md'])('%s is shown', async (path) => {
  expect(await read(path)).toBe(path);
});

test.each([
  'docs/notes.txt',
  'solutions/01-acks/sender.ts',
  'labs/01-acks/lab.ts',
  'docs/../solutions/01-acks/sender.ts',
  'docs/../../secret.md',
  '../../etc/passwd',
  'docs/glossary.md\0',
  'docs//glossary.md',
  'docs',
  '',
])('“%s” is not shown', async (path) => {
  expect(await read(path)).toBeUndefined();
});

test('a link that leads out of the course is not followed; one within it is', async () => {
  expect(await read('docs/linked.md')).toBeUndefined();
  expect(await read('docs/words.md')).toBe('docs/glossary.md');
});

test('a file that is listed and gone is not there', async () => {
  expect(await readCourseFile({ path: 'docs/gone.md', kind: 'page' }, root)).toBeUndefined();
});
