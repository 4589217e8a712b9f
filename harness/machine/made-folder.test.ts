import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { clearHalfMade, makeFolder } from './made-folder.ts';

describe('a folder that is made', () => {
  test('is there whole once it is filled', async () => {
    const folder = await temporaryFolder();
    await makeFolder(join(folder, 'new/kafka'), (fresh) => writeFile(join(fresh, 'a.jar'), 'a'));
    expect(await readdir(folder, { recursive: true })).toEqual(['new', 'new/kafka', 'new/kafka/a.jar']);
  });

  test('leaves nothing where filling it failed', async () => {
    const folder = await temporaryFolder();
    const failing = makeFolder(join(folder, 'kafka'), () => Promise.reject(new Error('cut off')));
    await expect(failing).rejects.toThrow('cut off');
    expect(await readdir(folder)).toEqual([]);
  });
});

test('what killed makers left is deleted, and nothing else', async () => {
  const folder = await temporaryFolder({
    'mariadb-11.4.5/whole': '',
    'mariadb-11.4.5-Ab3dE9/half': '',
    'mariadb-11.4.50/other': '',
    'mariadb-11.4.5-notes.txt': '',
  });
  await clearHalfMade(join(folder, 'mariadb-11.4.5'));
  expect((await readdir(folder)).sort()).toEqual(['mariadb-11.4.5', 'mariadb-11.4.5-notes.txt', 'mariadb-11.4.50']);
  await clearHalfMade(join(folder, 'nowhere', 'mariadb'));
});
