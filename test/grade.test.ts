import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { courseRoot } from '../harness/paths.ts';
import { mistakeText } from './support/mistake-text.ts';
import { testHome } from './support/test-home.ts';

/** A class of five: right, wrong, not begun, with a program that ends itself, and absent. */
const home = testHome();
const env = { INIT_CWD: home.folder };
const solutions = join(courseRoot, 'solutions/00-first-record');

beforeAll(async () => {
  const folder = (learner: string) => home.path('class', learner, '00-first-record');
  cpSync(join(solutions, 'orders.ts'), join(folder('ada'), 'orders.ts'));
  mkdirSync(folder('bob'), { recursive: true });
  writeFileSync(join(folder('bob'), 'orders.ts'), (await mistakeText('00', 'no-key')).text);
  cpSync(join(courseRoot, 'labs/00-first-record/stub/orders.ts'), join(folder('cho'), 'orders.ts'));
  mkdirSync(folder('dan'), { recursive: true });
  writeFileSync(join(folder('dan'), 'orders.ts'), 'export function openOrderLog() { process.exit(0); }\n');
  mkdirSync(home.path('class', 'eve'));
});

test('a class is graded: each learner a row, in CSV, and each with a verdict of its own', async () => {
  const { code, stdout, stderr } = await home.lab(['grade', 'class/*', '--lab', '00', '--csv'], { env });
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('without a sandbox') });
  const rows = stdout.trimEnd().split('\n');
  expect(rows[0]).toMatch(/^learner,lab,outcome,/);
  expect(rows.slice(1).map((row) => row.split(',').filter((_, at) => [0, 2, 7].includes(at)))).toEqual([
    ['class/ada', 'passed', ''],
    ['class/bob', 'failed', 'no-key'],
    ['class/cho', 'failed', 'missing-decision'],
    ['class/dan', 'failed', 'exited-early'],
    ['class/eve', 'absent', ''],
  ]);
  expect(home.learnerProcesses()).toEqual([]);
});

test('the table ends with what the class was told most', async () => {
  const { code, stdout } = await home.lab(['grade', 'class/{ada,bob}'], { env });
  expect(code).toBe(0);
  expect(stdout).toContain('1 of 2 passed');
  expect(stdout).toContain('The records have no key.');
});

test('one JSON object holds the grades and the counts', async () => {
  const { stdout } = await home.lab(['grade', 'class/bob', '--json'], { env });
  expect(JSON.parse(stdout)).toMatchObject({
    grades: [{ learner: 'class/bob', diagnosis: 'no-key' }],
    counts: [{ lab: '00-first-record', diagnosis: 'no-key', learners: 1 }],
  });
});

test('a pattern that fits nothing is told', async () => {
  const { code, stderr } = await home.lab(['grade', 'clas/*'], { env });
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('SUBMISSIONS_NONE') });
});
