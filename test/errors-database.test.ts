import { cpSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchMariadb, isWhole } from '../harness/database/local/fetch-mariadb.ts';
import { jarName, jarPlatform, mariadbFolder, pinnedMariadbVersion } from '../harness/database/local/pinned-mariadb.ts';
import { withKafka } from './support/cache.ts';
import { expectError } from './support/expect-error.ts';
import { pathWithOnly, temporaryFolder, writeScript } from './support/temporary.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();
const platform = jarPlatform();
const PREPARE = ['prepare', '--json'];
const MARIADB = `mariadb-${pinnedMariadbVersion}`;

/** A cache that has Kafka, and no database. */
const cache = mkdtempSync(join(tmpdir(), 'kafka-labs-cache-'));
beforeAll(() => withKafka(cache));
afterAll(() => rmSync(cache, { recursive: true }));

const fromMaven = { KAFKA_LABS_DATABASE: 'maven', KAFKA_LABS_CACHE: cache };
const left = (): string[] => readdirSync(cache).filter((name) => name.startsWith('mariadb-'));

test('a KAFKA_LABS_DATABASE that is no server is named', async () => {
  const env = { KAFKA_LABS_DATABASE: join(temporaryFolder(), 'mariadbd') };
  expect(expectError(await home.lab(PREPARE, { env }), 'DATABASE_MISSING').what).toContain(env.KAFKA_LABS_DATABASE);
});

test('a server that cannot make its first data is told with its last words', async () => {
  const script =
    'case "$*" in *--version*) echo "mysqld  Ver 9.7.4 for Linux";; *) echo "[ERROR] no right" >&2; exit 1;; esac';
  const KAFKA_LABS_DATABASE = writeScript(join(temporaryFolder(), 'mysqld'), script);
  const error = expectError(await home.lab(PREPARE, { env: { KAFKA_LABS_DATABASE } }), 'DATABASE_EXITED');
  expect(error.why).toContain('[ERROR] no right');
  expect(error.next).toContain('KAFKA_LABS_DATABASE=maven');
});

describe.skipIf(!platform)('MariaDB by Maven', () => {
  test('cannot be had without Maven: what else to do is said', async () => {
    const env = { ...fromMaven, PATH: pathWithOnly('node', 'sh', 'java') };
    expect(expectError(await home.lab(PREPARE, { env }), 'MAVEN_MISSING').next).toContain('install MariaDB');
  });

  test('cannot be had without network: told without an address, and nothing is left half done', async () => {
    const nowhere = ['https', 'http'].map((kind) => `-D${kind}.proxyHost=127.0.0.1 -D${kind}.proxyPort=1`);
    const MAVEN_OPTS = [`-Dmaven.repo.local=${temporaryFolder()}`, ...nowhere].join(' ');
    const env = { ...fromMaven, MAVEN_OPTS };
    const ended = await home.lab(PREPARE, { env });
    expect(expectError(ended, 'DATABASE_DOWNLOAD_FAILED').why).not.toMatch(/printed no error/);
    expect(ended.stdout + ended.stderr).not.toMatch(/https?:|\/\//);
    expect(left()).toEqual([]);
  });

  test('that is not the pinned jar is refused', async () => {
    const programs = temporaryFolder();
    const folder = 'folder=$(echo "$arg" | cut -d= -f2)';
    const find = `for arg; do case "$arg" in -DoutputDirectory=*) ${folder};; esac; done`;
    writeScript(join(programs, 'mvn'), `${find}\necho "no jar" > "$folder/${jarName(platform!)}"`);
    const env = { ...fromMaven, PATH: `${programs}:${process.env.PATH}` };
    expect(expectError(await home.lab(PREPARE, { env }), 'JAR_CHECKSUM_WRONG').why).toContain('SHA-256');
    expect(left()).toEqual([]);
  });

  test('of which a file was damaged in the cache is fetched again', async () => {
    await fetchMariadb(platform!, () => {});
    const folder = join(cache, MARIADB);
    cpSync(mariadbFolder(), folder, { recursive: true });
    truncateSync(join(folder, 'bin', 'mariadbd'), 1_000);
    const { code, stderr, stdout } = await home.lab(['prepare'], { env: fromMaven });
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('fetching it again') });
    expect(stdout).toContain(`MariaDB ${pinnedMariadbVersion} (Maven) is ready for labs with a database`);
    expect(await isWhole(folder)).toBe(true);
  });
});

describe('`doctor`', () => {
  /** The line about the database; a lab without one runs whatever it says. */
  async function database(env: Record<string, string>): Promise<string | undefined> {
    const { code, stdout } = await home.lab(['doctor'], { env });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Labs can run here') });
    return /^ (. Database .*\n(?: {12}.*\n)*)/m.exec(stdout)?.[1]?.replaceAll(/\s+/g, ' ');
  }

  test('names a server of this machine, its version and where it is', async () => {
    const server = writeScript(join(temporaryFolder(), 'mysqld'), 'echo "mysqld  Ver 9.7.4 for Linux on x86_64"');
    expect(await database({ KAFKA_LABS_DATABASE: server })).toBe(`✓ Database MySQL 9.7.4, ${server} `);
  });

  test('says why the one that was wished for cannot be used', async () => {
    const line = await database({ KAFKA_LABS_DATABASE: '/nowhere' });
    expect(line).toMatch(/^! Database none: .*KAFKA_LABS_DATABASE is \/nowhere.* Next: Let it be the path/);
  });

  test.skipIf(!platform)('names MariaDB from Maven, fetched or not', async () => {
    await fetchMariadb(platform!, () => {});
    const pinned = `MariaDB ${pinnedMariadbVersion}`;
    const fetched = await database({ KAFKA_LABS_DATABASE: 'maven' });
    expect(fetched).toBe(`✓ Database ${pinned}, ${mariadbFolder()}, from Maven `);
    const notYet = await database({ ...fromMaven, KAFKA_LABS_CACHE: await withKafka(temporaryFolder()) });
    expect(notYet).toMatch(`! Database ${pinned} is not fetched yet; Maven is there`);
    expect(notYet).toContain('Next: `npm run lab -- prepare` fetches it now');
  });

  test.skipIf(!platform)('says what to install where there is neither a database nor Maven', async () => {
    const line = await database({
      ...fromMaven,
      KAFKA_LABS_CACHE: await withKafka(temporaryFolder()),
      PATH: pathWithOnly('node', 'sh', 'java'),
    });
    expect(line).toMatch(
      /^! Database none, and there is no Maven to fetch one with.* Next: Install MariaDB .* or Maven/,
    );
  });
});
