import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allLabs } from '../course/labs.ts';
import { mistakesOf } from '../course/mistakes.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Golden } from './golden.ts';
import { readGolden, writeGolden } from './golden-file.ts';

const NAMES = ['late-commit', 'early-commit', 'no-commit'];
const golden = (diagnosis: string): Golden => ({
  diagnosis,
  checks: [{ title: 'no order is lost', evidence: ['lost'] }],
});

describe('the golden evidence of a lab', () => {
  test('that was never written is none', async () => {
    expect(await readGolden({ solutionFolder: await temporaryFolder() })).toEqual({});
  });

  test('is kept of each mistake, in the sequence of the mistakes, whichever was written first', async () => {
    const lab = { solutionFolder: await temporaryFolder() };
    await writeGolden(lab, 'no-commit', golden('none'), NAMES);
    await writeGolden(lab, 'late-commit', golden('late'), NAMES);
    expect(Object.entries(await readGolden(lab))).toEqual([
      ['late-commit', golden('late')],
      ['no-commit', golden('none')],
    ]);
  });

  test('of one mistake is written anew, and that of the others stays', async () => {
    const lab = { solutionFolder: await temporaryFolder() };
    await writeGolden(lab, 'late-commit', golden('late'), NAMES);
    await writeGolden(lab, 'early-commit', golden('early'), NAMES);
    await writeGolden(lab, 'late-commit', golden('too-late'), NAMES);
    expect(await readGolden(lab)).toEqual({ 'late-commit': golden('too-late'), 'early-commit': golden('early') });
  });

  test('forgets a mistake that the lab no longer has', async () => {
    const lab = { solutionFolder: await temporaryFolder({ 'golden.json': JSON.stringify({ gone: golden('gone') }) }) };
    await writeGolden(lab, 'late-commit', golden('late'), NAMES);
    expect(await readGolden(lab)).toEqual({ 'late-commit': golden('late') });
  });

  test('that is no JSON fails, and is not taken for none', async () => {
    const lab = { solutionFolder: await temporaryFolder({ 'golden.json': '{"cut off' }) };
    await expect(writeGolden(lab, 'late-commit', golden('late'), NAMES)).rejects.toThrow(SyntaxError);
    expect(await readFile(join(lab.solutionFolder, 'golden.json'), 'utf8')).toBe('{"cut off');
  });
});

test.each(await allLabs())(
  '$name has golden evidence of each of its mistakes, in their sequence, and of nothing else',
  async (lab) => {
    const evidence = Object.entries(await readGolden(lab)).map(([name, { diagnosis }]) => [name, diagnosis]);
    expect(evidence).toEqual((await mistakesOf(lab)).map(({ name, diagnosis }) => [name, diagnosis]));
  },
);
