import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { expectError } from './support/expect-error.ts';
import { Home } from './support/home.ts';
import { mountSmallDisk } from './support/small-disk.ts';
import { temporaryFolder } from './support/temporary.ts';

const full = mountSmallDisk(16);
const readOnly = mountSmallDisk(16);
const disks = [full, readOnly].filter((disk) => disk !== undefined);
const homes: Home[] = [];

const homeOn = (folder: string): Home => {
  const home = new Home(folder);
  homes.push(home);
  return home;
};

afterAll(async () => {
  for (const home of homes) {
    await home.lab(['down']);
    await home.nothingRuns();
  }
  for (const disk of disks) disk.unmount();
  expect(homes.flatMap((home) => home.processes())).toEqual([]);
});

test.skipIf(!full)('a full disk is told before anything is started on it', async () => {
  full!.fill();
  const home = homeOn(full!.folder);
  const { next } = expectError(await home.lab(['00', '--solution', '--json']), 'DISK_FULL');
  expect(next).toContain('KAFKA_LABS_HOME');
});

test.skipIf(!readOnly)('a folder that cannot be written to is named', async () => {
  readOnly!.makeReadOnly();
  const home = homeOn(readOnly!.folder);
  expect(expectError(await home.lab(['00', '--json']), 'FILE_NOT_WRITABLE').what).toContain(readOnly!.folder);
  const solution = await home.lab(['00', '--solution', '--json']);
  expect(expectError(solution, 'FILE_NOT_WRITABLE').what).toContain(readOnly!.folder);
});

test('a home that is a file is named', async () => {
  const file = join(temporaryFolder(), 'home');
  writeFileSync(file, '');
  expect(expectError(await new Home(file).lab(['00', '--json']), 'FILE_NOT_WRITABLE').what).toContain(file);
});
