import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';
import { findServer, parseVersion } from './find-server.ts';

const MARIADB = 'mariadbd  Ver 11.4.5-MariaDB for linux-systemd on x86_64 (MariaDB Server)';
const OLD_MARIADB = 'mysqld  Ver 10.3.39-MariaDB-0+deb10u2 for debian-linux-gnu on x86_64 (Debian 10)';
const MYSQL = '/usr/sbin/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))';

/** A folder with these programs; each prints its text when it is asked for its version. */
async function folderOf(programs: Readonly<Record<string, string>>): Promise<string> {
  const scripts = Object.entries(programs).map(([name, prints]) => [name, `#!/bin/sh\n${prints}\n`]);
  const folder = await temporaryFolder(Object.fromEntries(scripts));
  for (const name of Object.keys(programs)) await chmod(join(folder, name), 0o755);
  return folder;
}

const bare = { folders: [], platform: undefined };
const linux = { folders: [], platform: 'linux64' } as const;

describe('what a server says of its version', () => {
  test.each([
    [MARIADB, 'mariadb', '11.4.5'],
    ['mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)', 'mariadb', '10.11.19'],
    ['mariadbd  Ver 10.6.0-MariaDB for Linux on x86_64', 'mariadb', '10.6.0'],
    [MYSQL, 'mysql', '9.7.4'],
    ['/usr/sbin/mysqld  Ver 8.0.42-0ubuntu0.24.04.1 for Linux on x86_64 ((Ubuntu))', 'mysql', '8.0.42'],
    ['mysqld  Ver 8.4.5 for macos15 on arm64 (Homebrew)', 'mysql', '8.4.5'],
  ])('“%s” is %s %s', (text, flavour, version) => {
    expect(parseVersion(text, '/x')).toEqual({ path: '/x', flavour, version });
  });

  test.each([
    [OLD_MARIADB, 'labs need 10.6 or newer'],
    ['mysqld  Ver 5.7.44 for Linux on x86_64', 'labs need 8.0 or newer'],
    ['hello', '/x is no mariadbd or mysqld: it calls itself “hello”'],
  ])('“%s” is not for labs, and why is said', (text, why) => {
    expect(parseVersion(text, '/x')).toContain(why);
  });
});

describe('the server that labs use', () => {
  test('is the one on the PATH, mariadbd before mysqld', async () => {
    const both = await folderOf({ mariadbd: `echo '${MARIADB}'`, mysqld: `echo '${MYSQL}'` });
    const server = { path: join(both, 'mariadbd'), flavour: 'mariadb', version: '11.4.5' };
    expect(await findServer({ PATH: both }, linux)).toEqual({ kind: 'program', server });
  });

  test('may lie where users have no PATH to', async () => {
    const sbin = await folderOf({ mysqld: `echo '${MYSQL}'` });
    const found = await findServer({ PATH: '/nowhere' }, { ...linux, folders: [sbin] });
    expect(found).toMatchObject({ kind: 'program', server: { flavour: 'mysql', path: join(sbin, 'mysqld') } });
  });

  test('is Maven’s where there is none', async () => {
    expect(await findServer({ PATH: '/nowhere' }, linux)).toEqual({ kind: 'maven', platform: 'linux64' });
  });

  test('is Maven’s where the only one is too old or does not run, and why is kept', async () => {
    const old = await folderOf({ mysqld: `echo '${OLD_MARIADB}'` });
    expect(await findServer({ PATH: old }, linux)).toMatchObject({ instead: expect.stringContaining('10.3.39') });
    const broken = await folderOf({ mariadbd: 'echo "libaio.so.1: cannot open" >&2; exit 127' });
    expect(await findServer({ PATH: broken }, linux)).toMatchObject({
      instead: `${broken}/mariadbd does not run: libaio.so.1: cannot open`,
    });
  });

  test('is Maven’s where KAFKA_LABS_DATABASE says so, whatever is on the PATH', async () => {
    const PATH = await folderOf({ mariadbd: `echo '${MARIADB}'` });
    expect(await findServer({ PATH, KAFKA_LABS_DATABASE: 'maven' }, linux)).toMatchObject({ kind: 'maven' });
  });

  test('is what KAFKA_LABS_DATABASE points at', async () => {
    const folder = await folderOf({ 'my-own': `echo '${MYSQL}'` });
    const found = await findServer({ KAFKA_LABS_DATABASE: join(folder, 'my-own') }, bare);
    expect(found).toMatchObject({ kind: 'program', server: { version: '9.7.4' } });
  });

  test('is missing where KAFKA_LABS_DATABASE points at nothing that fits: no other one is taken', async () => {
    const PATH = await folderOf({ mariadbd: `echo '${MARIADB}'`, other: 'echo "sqlite 3"' });
    const error = { code: 'DATABASE_MISSING', what: expect.stringContaining('KAFKA_LABS_DATABASE is') };
    for (const [wanted, why] of [
      ['/nowhere', 'not a program that can be run'],
      [join(PATH, 'other'), 'calls itself “sqlite 3”'],
    ])
      await expect(findServer({ PATH, KAFKA_LABS_DATABASE: wanted }, linux)).rejects.toMatchObject({
        ...error,
        why: expect.stringContaining(why!),
      });
  });

  test('is missing where none is installed and there is no jar for the machine', async () => {
    await expect(findServer({ PATH: '/nowhere' }, bare)).rejects.toMatchObject({
      code: 'DATABASE_MISSING',
      why: expect.stringContaining('no `mariadbd` or `mysqld` on the PATH'),
      next: expect.stringContaining('apt-get install mariadb-server-core'),
    });
  });
});
