import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jarsFolder } from '../harness/cluster/local/jars.ts';
import { expectError } from './support/expect-error.ts';
import { verdictOf } from './support/json.ts';
import { locate, pathWithOnly, temporaryFolder, writeScript } from './support/temporary.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();
const SOLUTION = ['00', '--solution', '--json'];

/** A JAVA_HOME whose `java` is this script. */
function javaHome(version: string, script: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'bin'));
  writeScript(join(folder, 'bin', 'java'), script);
  writeFileSync(join(folder, 'release'), `JAVA_VERSION="${version}"\n`);
  return folder;
}

test('Java that is not on the PATH is missing; once it is there the next command runs', async () => {
  const PATH = pathWithOnly('node', 'sh');
  const { next } = expectError(await home.lab(SOLUTION, { env: { PATH, JAVA_HOME: undefined } }), 'JAVA_MISSING');
  expect(next).toContain('17');
  expect(verdictOf(await home.lab(SOLUTION)).outcome).toBe('passed');
});

test('a JAVA_HOME without Java is named', async () => {
  const JAVA_HOME = temporaryFolder();
  expect(expectError(await home.lab(SOLUTION, { env: { JAVA_HOME } }), 'JAVA_MISSING').why).toContain(JAVA_HOME);
});

test('a Java that does not run is told with its own words', async () => {
  const JAVA_HOME = javaHome('', 'echo "cannot execute binary file" >&2; exit 126');
  const { why } = expectError(await home.lab(SOLUTION, { env: { JAVA_HOME } }), 'JAVA_MISSING');
  expect(why).toContain('cannot execute binary file');
});

test('Java 11 is too old', async () => {
  const env = { JAVA_HOME: javaHome('11.0.20', 'exit 0') };
  expect(expectError(await home.lab(SOLUTION, { env }), 'JAVA_TOO_OLD').what).toContain('11.0.20');
  const { code, stdout } = await home.lab(['doctor'], { env });
  expect({ code, stdout }).toMatchObject({ code: 2, stdout: expect.stringContaining('11.0.20') });
});

test('a broker that does not stay up is told with its last lines and its log', async () => {
  // Formats as Java does; only the broker itself dies.
  const broker = `for arg; do if [ "$arg" = kafka.Kafka ]; then echo "ERROR the disk is on fire"; exit 7; fi; done`;
  const JAVA_HOME = javaHome('17.0.0', `${broker}\nexec ${locate('java')} "$@"`);
  const KAFKA_LABS_CACHE = temporaryFolder();
  symlinkSync(jarsFolder(), join(KAFKA_LABS_CACHE, 'kafka-4.3.1'));
  const { why, log } = expectError(await home.lab(SOLUTION, { env: { JAVA_HOME, KAFKA_LABS_CACHE } }), 'BROKER_EXITED');
  expect(why).toContain('ended with code 7');
  expect(why).toContain('the disk is on fire');
  expect(log).toBe(home.path('.labs', 'logs', 'node-1.log'));
});
