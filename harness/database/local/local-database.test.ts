import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isAlive, type ProcessIdentity } from '../../process/identity.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import type { DatabaseServer } from './find-server.ts';
import { LocalDatabase, type StartOptions } from './local-database.ts';

/** A server that is this shell script, in a home of its own. */
async function start(
  script: string,
  readyWithinMs?: number,
): Promise<{ home: string; starting: Promise<unknown>; processes: ProcessIdentity[] }> {
  const home = await temporaryFolder({ 'bin/mysqld': `#!/bin/sh\n${script}\n`, 'template/data/ibdata1': 'empty' });
  vi.stubEnv('KAFKA_LABS_HOME', home);
  onTestFinished(() => void vi.unstubAllEnvs());
  await chmod(join(home, 'bin/mysqld'), 0o755);
  await mkdir(join(home, '.labs'), { recursive: true });
  const server: DatabaseServer = { path: join(home, 'bin/mysqld'), flavour: 'mysql', version: '9.7.4' };
  const processes: ProcessIdentity[] = [];
  const options: StartOptions = {
    server,
    template: join(home, 'template'),
    onSpawn: ({ identity }) => identity && processes.push(identity),
    ...(readyWithinMs === undefined ? {} : { readyWithinMs }),
  };
  return { home, starting: LocalDatabase.start(options), processes };
}

describe('a server that does not come up', () => {
  test('because it ends is told at once, with its last words and its log', async () => {
    const { home, starting } = await start('echo "[ERROR] Plugin InnoDB is on fire" >&2; exit 7');
    await expect(starting).rejects.toMatchObject({
      code: 'DATABASE_EXITED',
      what: 'MySQL 9.7.4 did not stay up.',
      why: expect.stringMatching(/ended with code 7\. Its last lines:\n.*InnoDB is on fire/),
      log: join(home, '.labs/logs/database.log'),
    });
    expect(await readdir(join(home, '.labs'))).toEqual(['logs']);
  });

  test('because the disk is full is told as that', async () => {
    const { starting } = await start('echo "[ERROR] Disk is full writing ./ibtmp1 (Errcode: 28)" >&2; exit 1');
    await expect(starting).rejects.toMatchObject({ code: 'DISK_FULL' });
  });

  test('in time is told as not ready, and is ended', async () => {
    const { home, starting, processes } = await start('echo "[ERROR] waiting" >&2; exec sleep 60', 300);
    await expect(starting).rejects.toMatchObject({
      code: 'DATABASE_NOT_READY',
      why: expect.stringMatching(/does not answer SELECT 1 \(.*ECONNREFUSED.*\[ERROR\] waiting/s),
    });
    expect(processes.map(isAlive)).toEqual([false]);
    expect(await readdir(join(home, '.labs'))).toEqual(['logs']);
  });

  test('was given the template’s data and a file with the accounts', async () => {
    const { home, starting } = await start(
      'for a; do case $a in --init-file=*) init=$(echo $a | cut -d= -f2); cat $init; ls $(dirname $init)/data; esac; done; exit 1',
    );
    await expect(starting).rejects.toMatchObject({ code: 'DATABASE_EXITED' });
    const log = await readFile(join(home, '.labs/logs/database.log'), 'utf8');
    expect(log).toMatch(/CREATE USER IF NOT EXISTS 'shop'@'%'(.|\n)*ibdata1/);
  });
});
