import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';
import { contentsOf, isWhole } from './fetch-mariadb.ts';

const unpacked = { 'bin/mariadbd': 'a server', 'share/a b.sql': '' };
const files = Object.entries(unpacked).map(([path, text]) => ({ path, bytes: text.length }));
const folderOf = (): Promise<string> => temporaryFolder({ ...unpacked, 'contents.txt': contentsOf(files) });

test('an unpacked folder is whole when every file is as long as it was', async () => {
  expect(await isWhole(await folderOf())).toBe(true);
});

test('a file that was cut, or is missing, makes it not whole', async () => {
  const cut = await folderOf();
  await writeFile(join(cut, 'bin/mariadbd'), 'a serv');
  expect(await isWhole(cut)).toBe(false);
  const short = await folderOf();
  await rm(join(short, 'share/a b.sql'));
  expect(await isWhole(short)).toBe(false);
});

test('a folder whose list is missing or torn is not whole', async () => {
  expect(await isWhole(await temporaryFolder(unpacked))).toBe(false);
  expect(await isWhole(await temporaryFolder({ ...unpacked, 'contents.txt': '8 bin/mariadbd\n0' }))).toBe(false);
  expect(await isWhole('/nowhere')).toBe(false);
});
