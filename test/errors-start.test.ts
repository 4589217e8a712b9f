import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { courseRoot } from '../harness/paths.ts';
import { expectError } from './support/expect-error.ts';
import { startNode } from './support/program.ts';
import { temporaryFolder } from './support/temporary.ts';

/** Makes Node say that it is another version, before the program is loaded. */
const pretendToBe = (version: string): string[] => [
  '--import',
  `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`,
];

test.each(['18.20.8', '20.18.3'])('Node %s is too old, and is told so', async (version) => {
  const started = startNode([...pretendToBe(version), 'bin/lab.mjs', '--json']);
  expect(expectError(await started.ended, 'NODE_TOO_OLD').what).toContain(version);
});

test.each(['20.19.0', '22.0.0', '24.4.1'])('Node %s is new enough', async (version) => {
  const { code, stdout } = await startNode([...pretendToBe(version), 'bin/lab.mjs', '--help']).ended;
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage:') });
});

test('a clone without its packages asks for `npm ci`', async () => {
  const clone = temporaryFolder();
  cpSync(join(courseRoot, 'bin'), join(clone, 'bin'), { recursive: true });
  const error = expectError(await startNode(['bin/lab.mjs', '--json'], { cwd: clone }).ended, 'NOT_INSTALLED');
  expect(error.next).toContain('npm ci');
  const { code, stdout, stderr } = await startNode(['bin/lab.mjs', '00'], { cwd: clone }).ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/\nWhy: .*\nNext: .*NOT_INSTALLED/);
});
