import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeLab } from '../course/fake-lab.ts';
import type { Lab } from '../course/labs.ts';
import { solution } from '../course/variants.ts';
import { inputsOf } from './inputs.ts';

/** A lab whose check and solution are written as given. */
async function labOf({
  check = '',
  program = '',
  lab: said = {},
}: {
  check?: string;
  program?: string;
  lab?: Partial<Lab>;
}) {
  const lab = { ...(await fakeLab(['worker.ts'], {})), ...said };
  await mkdir(lab.folder, { recursive: true });
  await mkdir(lab.solutionFolder, { recursive: true });
  await writeFile(join(lab.folder, 'worker.checks.ts'), check);
  await writeFile(join(lab.solutionFolder, 'worker.ts'), program);
  return lab;
}
const hash = async (parts: Parameters<typeof labOf>[0], expected: unknown = 'passed') => {
  const lab = await labOf(parts);
  return inputsOf(lab, solution(lab), expected);
};

test('what a verdict rests on is the same after a comment or a title was written anew', async () => {
  const before = await hash({ check: "check('a', {}, judge)", program: 'run(); // first' });
  expect(await hash({ check: "check('b', {}, judge)", program: '/** Runs. */ run();' })).toBe(before);
});

test.each([
  ['the program', { program: 'run(1)' }, 'passed'],
  ['a check', { check: 'judge(1)' }, 'passed'],
  ['the rank of diagnoses', { lab: { diagnoses: { late: {} } } as unknown as Partial<Lab> }, 'passed'],
  ['what it must be', {}, 'late'],
])('it is another one after %s changed', async (_, parts, expected) => {
  expect(await hash(parts, expected)).not.toBe(await hash({}));
});
