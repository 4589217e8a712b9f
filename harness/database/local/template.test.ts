import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';
import type { DatabaseServer } from './find-server.ts';
import { dataTemplate } from './template.ts';

/** A MySQL that is this shell script, and a cache of its own; each run of it adds a line to `runs`. */
async function fakeServer(
  script: string,
  flavour: DatabaseServer['flavour'] = 'mysql',
): Promise<{ server: DatabaseServer; cache: string }> {
  const cache = await temporaryFolder({ 'bin/mysqld': `#!/bin/sh\necho "$@" >> "$0.runs"\n${script}\n` });
  vi.stubEnv('KAFKA_LABS_CACHE', cache);
  onTestFinished(() => void vi.unstubAllEnvs());
  const path = join(cache, 'bin/mysqld');
  await chmod(path, 0o755);
  return { server: { path, flavour, version: '9.7.4' }, cache };
}

const MAKES_DATA =
  'for a; do case $a in --datadir=*) data=$(echo $a | cut -d= -f2); mkdir $data; echo x > $data/ibdata1; esac; done';
const nothing = (): void => {};

test('a template is made once, and said to be', async () => {
  const { server, cache } = await fakeServer(MAKES_DATA);
  const said: string[] = [];
  const first = await dataTemplate(server, {}, (text) => said.push(text));
  expect(await dataTemplate(server, {}, (text) => said.push(text))).toBe(first);
  expect(await readdir(join(first, 'data'))).toEqual(['ibdata1']);
  expect(said).toEqual(['preparing an empty database, once']);
  const runs = (await readFile(join(cache, 'bin/mysqld.runs'), 'utf8')).trimEnd().split('\n');
  expect(runs).toEqual([expect.stringMatching(/^--no-defaults --initialize-insecure --datadir=/)]);
});

test('two that make it at once get the same one', async () => {
  const { server, cache } = await fakeServer(MAKES_DATA);
  const [one, other] = await Promise.all([dataTemplate(server, {}, nothing), dataTemplate(server, {}, nothing)]);
  expect(one).toBe(other);
  expect(await readdir(join(cache, 'made'))).toHaveLength(1);
});

test('a server that cannot make it is told with its last words, and leaves nothing', async () => {
  const { server, cache } = await fakeServer(
    'echo "[ERROR] may only write to /var/lib/mysql (Errcode: 13)" >&2; exit 1',
  );
  await expect(dataTemplate(server, {}, nothing)).rejects.toMatchObject({
    code: 'DATABASE_EXITED',
    why: expect.stringContaining('may only write to /var/lib/mysql'),
    next: expect.stringContaining('KAFKA_LABS_DATABASE=maven'),
  });
  expect(await readdir(join(cache, 'made'))).toEqual([]);
});

test('a MariaDB without its mariadb-install-db is told as not whole', async () => {
  const { server } = await fakeServer('exit 0', 'mariadb');
  vi.stubEnv('PATH', '/nowhere');
  await expect(dataTemplate(server, {}, nothing)).rejects.toMatchObject({
    code: 'DATABASE_MISSING',
    what: expect.stringContaining('mariadb-install-db is not'),
  });
});
