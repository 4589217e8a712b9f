import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { inFolders, onPath } from './programs.ts';

test('a file that may not be executed is not a program', async () => {
  const folder = await temporaryFolder({ mvn: '#!/bin/sh\n' });
  expect(await onPath('mvn', { PATH: folder })).toBeUndefined();
  await chmod(join(folder, 'mvn'), 0o755);
  expect(await onPath('mvn', { PATH: folder })).toBe(join(folder, 'mvn'));
  expect(await onPath('mvn', {})).toBeUndefined();
});

test('the first folder that has a program wins, and an empty name is no folder', async () => {
  const folder = await temporaryFolder({ 'a/mysqld': '', 'b/mysqld': '' });
  await chmod(join(folder, 'b/mysqld'), 0o755);
  expect(await inFolders('mysqld', ['', join(folder, 'a'), join(folder, 'b')])).toBe(join(folder, 'b/mysqld'));
});

test('a folder is no program', async () => {
  const folder = await temporaryFolder({ 'mysqld/file': '' });
  expect(await inFolders('mysqld', [folder])).toBeUndefined();
});
