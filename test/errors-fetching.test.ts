import { cpSync, readdirSync, symlinkSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkKafka, jarsFolder } from '../harness/cluster/local/jars.ts';
import { pinnedKafkaVersion } from '../harness/cluster/local/kafka-version.ts';
import { fetchMariadb } from '../harness/database/local/fetch-mariadb.ts';
import { jarPlatform, mariadbFolder } from '../harness/database/local/pinned-mariadb.ts';
import { expectError } from './support/expect-error.ts';
import { pathWithOnly, temporaryFolder, writeScript } from './support/temporary.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();
const PREPARE = ['prepare', '--json'];
const KAFKA = `kafka-${pinnedKafkaVersion}`;

test('without Maven, and with nothing fetched, Kafka cannot be had', async () => {
  const env = { KAFKA_LABS_CACHE: temporaryFolder(), PATH: pathWithOnly('node', 'sh', 'java') };
  const { next } = expectError(await home.lab(['00', '--solution', '--json'], { env }), 'MAVEN_MISSING');
  expect(next).toContain('KAFKA_HOME');
  const { code, stdout } = await home.lab(['doctor'], { env });
  expect({ code, stdout }).toMatchObject({ code: 2, stdout: expect.stringContaining('no Maven') });
});

test('a KAFKA_HOME that holds no Kafka is named', async () => {
  const KAFKA_HOME = temporaryFolder();
  const error = expectError(
    await home.lab(['00', '--solution', '--json'], { env: { KAFKA_HOME } }),
    'KAFKA_HOME_WRONG',
  );
  expect(error.what).toContain(KAFKA_HOME);
});

test('without network the download fails, is told without an address, and leaves nothing half done', async () => {
  const nowhere = ['https', 'http'].map((kind) => `-D${kind}.proxyHost=127.0.0.1 -D${kind}.proxyPort=1`);
  const MAVEN_OPTS = [`-Dmaven.repo.local=${temporaryFolder()}`, ...nowhere].join(' ');
  const KAFKA_LABS_CACHE = temporaryFolder();
  const ended = await home.lab(PREPARE, { env: { KAFKA_LABS_CACHE, MAVEN_OPTS } });
  const { why } = expectError(ended, 'KAFKA_DOWNLOAD_FAILED');
  expect(why).not.toMatch(/printed no error/);
  expect(ended.stdout + ended.stderr).not.toMatch(/https?:|\/\//);
  expect(readdirSync(KAFKA_LABS_CACHE).filter((name) => name.startsWith('kafka-'))).toEqual([]);
});

test('a jar that is not the pinned one is refused', async () => {
  const programs = temporaryFolder();
  writeScript(
    join(programs, 'mvn'),
    [
      'for arg; do',
      '  case "$arg" in -DoutputDirectory=*) folder=$(echo "$arg" | cut -d= -f2);; esac',
      'done',
      'echo "no jar" > "$folder/kafka-clients-4.3.1.jar"',
    ].join('\n'),
  );
  const env = { KAFKA_LABS_CACHE: temporaryFolder(), PATH: `${programs}:${process.env.PATH}` };
  expect(expectError(await home.lab(PREPARE, { env }), 'JAR_CHECKSUM_WRONG').why).toContain('SHA-256');
  expect(readdirSync(env.KAFKA_LABS_CACHE).filter((name) => name.startsWith('kafka-'))).toEqual([]);
});

test('a jar that was damaged in the cache is fetched again', async () => {
  const KAFKA_LABS_CACHE = temporaryFolder();
  const jars = join(KAFKA_LABS_CACHE, KAFKA);
  cpSync(jarsFolder(), jars, { recursive: true });
  // The database that `prepare` looks for next is fetched once for all, and another file's claim.
  const platform = jarPlatform();
  if (platform) symlinkSync(await fetchMariadb(platform, () => {}), join(KAFKA_LABS_CACHE, basename(mariadbFolder())));
  truncateSync(join(jars, `kafka-clients-${pinnedKafkaVersion}.jar`), 1_000);
  await expect(checkKafka(jars)).rejects.toThrow('not the file it should be');
  // A database of this machine, so that none is fetched beside Kafka.
  const database = 'case "$*" in *--version*) echo "mysqld  Ver 9.7.4 for Linux";; esac';
  const KAFKA_LABS_DATABASE = writeScript(join(temporaryFolder(), 'mysqld'), database);
  const { code, stderr } = await home.lab(['prepare'], { env: { KAFKA_LABS_CACHE, KAFKA_LABS_DATABASE } });
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('fetching all again') });
  await checkKafka(jars);
});
