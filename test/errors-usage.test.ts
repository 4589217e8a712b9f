import { mkdirSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectError } from './support/expect-error.ts';
import { temporaryFolder } from './support/temporary.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();

/** What is wrong, the arguments, the code, and a word that the page must hold. */
const wrong: [claim: string, args: string[], code: string, tells: string][] = [
  ['a lab that does not exist', ['42'], 'LAB_UNKNOWN', '42'],
  ['a lab name that does not exist', ['lesson', 'zookeeper'], 'LAB_UNKNOWN', 'zookeeper'],
  ['a task that the lab has not', ['00', '--task', '9'], 'TASK_UNKNOWN', '9'],
  ['a task that is no number', ['00', '--task', 'two'], 'TASK_UNKNOWN', 'two'],
  ['a part that the lab has not', ['00.9'], 'TASK_UNKNOWN', '9'],
  ['two parts at once', ['07.2', '--task', '1'], 'WRONG_USAGE', '07.2'],
  ['a mistake that does not exist', ['00', '--mistake', 'nobody'], 'VARIANT_UNKNOWN', 'no-key'],
  ['an alternative that does not exist', ['00', '--alternative', 'nobody'], 'VARIANT_UNKNOWN', 'lazy-class'],
  ['two programs at once', ['00', '--solution', '--mistake', 'no-key'], 'VARIANTS_MIXED', '--mistake'],
  ['a force that has nothing to open', ['00', '--force'], 'WRONG_USAGE', '--force'],
  ['a path that does not exist', ['00', '--from', 'no/such/folder'], 'FROM_NOT_FOUND', 'no/such/folder'],
  ['a folder without the lab’s file', ['00', '--from', 'docs'], 'FROM_FILE_MISSING', 'orders.ts'],
  ['a hint before any run', ['hint', '00'], 'NO_RUN_YET', '00'],
  ['a runtime that does not exist', ['00', '--solution', '--runtime', 'moon'], 'RUNTIME_UNKNOWN', 'moon'],
  ['an option that does not exist', ['00', '--fast'], 'WRONG_USAGE', '--fast'],
  ['an option without its value', ['00', '--mistake'], 'WRONG_USAGE', '--mistake'],
  ['too many arguments', ['lesson', '00', '01'], 'WRONG_USAGE', 'argument'],
  ['a repetition that is no number', ['verify', '--repeat', 'x'], 'WRONG_USAGE', '--repeat'],
  [
    'golden evidence that would be updated from itself',
    ['verify', '--by-golden', '--update-golden'],
    'WRONG_USAGE',
    '--by-golden',
  ],
  ['a repetition of less than once', ['verify', '--repeat', '0'], 'WRONG_USAGE', '--repeat'],
  ['a shape that does not exist', ['up', 'nine'], 'WRONG_USAGE', 'nine'],
];

test.each(wrong)('%s is an error that names it', async (_claim, args, code, tells) => {
  const { what, why } = expectError(await home.lab(['--json', ...args]), code);
  expect(`${what} ${why}`).toContain(tells);
});

test.each([
  ['KAFKA_LABS_RUNTIME', 'moon', 'RUNTIME_UNKNOWN'],
  ['KAFKA_LABS_KEEP', 'a while', 'WRONG_USAGE'],
  ['KAFKA_LABS_KEEP', '-1', 'WRONG_USAGE'],
])('%s=%s is an error that names it', async (name, value, code) => {
  const error = expectError(await home.lab(['00', '--solution', '--json'], { env: { [name]: value } }), code);
  expect(error.what).toContain(value);
});

test('a work file whose link leads nowhere is missing, and `reset` puts the stub there', async () => {
  mkdirSync(home.path('work', '00-first-record'), { recursive: true });
  symlinkSync('/nowhere/orders.ts', home.path('work', '00-first-record', 'orders.ts'));
  expectError(await home.lab(['00', '--json']), 'WORK_FILE_MISSING');
  const { code, stdout } = await home.lab(['reset', '00']);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('is the stub again') });
});

test('without --json an error is a page on stderr: what, why, next and its code', async () => {
  const { code, stdout, stderr } = await home.lab(['42']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^There is no lab “42”\.\n\nWhy: {2}\S[\s\S]*\nNext: \S.*\n +LAB_UNKNOWN$/m);
});

test('a path is read from where npm was called', async () => {
  const folder = temporaryFolder();
  const error = expectError(
    await home.lab(['00', '--from', 'mine', '--json'], { env: { INIT_CWD: folder } }),
    'FROM_NOT_FOUND',
  );
  expect(error.what).toContain(`${folder}/mine`);
});
