import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { findLab, type Lab } from './labs.ts';
import { findSubmissions } from './submissions.ts';

let labs: Lab[];
beforeEach(async () => {
  labs = [await findLab('00'), await findLab('06')];
});
afterEach(() => vi.unstubAllEnvs());

/** A class: path → content. */
async function handedIn(files: readonly string[]): Promise<void> {
  vi.stubEnv('INIT_CWD', await temporaryFolder(Object.fromEntries(files.map((file) => [file, '']))));
}

const names = ({ learner, lab, missing }: { learner: string; lab: Lab; missing: string[] }) =>
  [learner, lab.number, ...missing].join(' ');

test('clones and folders of labs are found, learner by learner', async () => {
  await handedIn(['class/lee/00-first-record/orders.ts', 'class/kim/work/00-first-record/orders.ts']);
  const { found } = await findSubmissions(['class/*'], labs);
  expect(found.map(names)).toEqual(['class/kim 00', 'class/lee 00']);
  expect(found[0]!.variant).toMatchObject({ kind: 'from', files: { 'orders.ts': expect.stringMatching(/kim\/work/) } });
});

test('files that lie in the learner’s folder itself count where one lab is asked for', async () => {
  await handedIn(['class/lee/orders.ts']);
  expect((await findSubmissions(['class/*'], [labs[0]!])).found.map(names)).toEqual(['class/lee 00']);
  await expect(findSubmissions(['class/*'], labs)).rejects.toMatchObject({ code: 'SUBMISSIONS_NONE' });
});

test('files that are missing in a lab that was begun are named', async () => {
  await handedIn(['class/lee/06-rebalance-tuning/packer.ts']);
  const { found } = await findSubmissions(['class/*'], labs);
  expect(found[0]!.missing).toContain('predictions.ts');
  expect(found[0]!.missing).not.toContain('packer.ts');
});

test('who handed nothing in is named, too', async () => {
  await handedIn(['class/lee/00-first-record/orders.ts', 'class/joe/notes.md']);
  expect((await findSubmissions(['class/*'], labs)).empty).toEqual(['class/joe']);
});

test('a pattern that fits no folder says where it was read', async () => {
  await handedIn([]);
  await expect(findSubmissions(['clas/*'], labs)).rejects.toMatchObject({
    code: 'SUBMISSIONS_NONE',
    why: expect.stringContaining('No folder fits it'),
  });
});
