import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { courseRoot } from '../harness/paths.ts';
import { testHome } from './support/test-home.ts';

/** A copy of the course, to which labs are added. */
const home = testHome();
let course: string;
const lab = (...args: string[]) => home.lab(args, { cwd: course });

beforeAll(() => {
  course = mkdtempSync(join(tmpdir(), 'kafka-labs-course-'));
  const kept = ['bin', 'harness', 'templates', 'package.json', 'biome.json', 'tsconfig.json', 'tsconfig.check.json'];
  for (const name of kept) cpSync(join(courseRoot, name), join(course, name), { recursive: true });
  for (const folder of ['labs', 'solutions'])
    cpSync(join(courseRoot, folder, '00-first-record'), join(course, folder, '00-first-record'), { recursive: true });
  symlinkSync(join(courseRoot, 'node_modules'), join(course, 'node_modules'));
});
afterAll(() => rmSync(course, { recursive: true }));

test('a new lab is proved as it is made: its stub fails, its solution passes, its mistakes are told apart', async () => {
  const { code, stdout } = await lab('new', '09-keys-and-partitions');
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('verify 09') });
  const proved = await lab('verify', '09');
  expect(proved.stdout).toContain('5 passed, 0 failed');
  expect(proved.code).toBe(0);
});

test('a new lab asks a question, and its broker answers', async () => {
  const { code, stdout } = await home.lab(['predict', '09', '--json'], { cwd: course });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ predictions: [{ id: 'no-key', found: 'none' }] });
});

test('a new lab keeps to the format, the types and the rules of lessons', () => {
  const run = (name: string, ...args: string[]) =>
    execFileSync(join(course, 'node_modules/.bin', name), args, { cwd: course, encoding: 'utf8', stdio: 'pipe' });
  run('biome', 'check', '--vcs-enabled=false', 'labs/09-keys-and-partitions', 'solutions/09-keys-and-partitions');
  const config = { extends: './tsconfig.check.json', include: ['labs/09-*/**/*.ts', 'solutions/09-*/**/*.ts'] };
  writeFileSync(join(course, 'tsconfig.lab.json'), JSON.stringify(config));
  run('tsc', '-p', 'tsconfig.lab.json');
});

test('a number that is taken is refused, and nothing is written', async () => {
  const before = readdirSync(join(course, 'labs'));
  for (const name of ['09-other', '00-first-record'])
    expect(await lab('new', name)).toMatchObject({ code: 2, stderr: expect.stringContaining('LAB_EXISTS') });
  expect(readdirSync(join(course, 'labs'))).toEqual(before);
});

test.each(['keys', '9-keys', '09-Keys', '09_keys', '../09-keys'])('“%s” is no name for a lab', async (name) => {
  expect(await lab('new', name)).toMatchObject({ code: 2, stderr: expect.stringContaining('LAB_NAME_WRONG') });
});
