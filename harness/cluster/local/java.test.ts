import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';
import { findJava } from './java.ts';

interface FakeJava {
  /** What its `release` file says; none without it, as before Java 9. */
  release?: string;
  /** What `java -version` prints, to stderr as the real one does. */
  prints?: string;
}

/** A JAVA_HOME whose bin/java is a shell script. */
async function fakeJava({ release, prints }: FakeJava = {}): Promise<string> {
  const says = prints === undefined ? 'exit 1' : `echo 'openjdk version "${prints}" 2026-01-20' >&2`;
  const home = await temporaryFolder({
    'bin/java': `#!/bin/sh\n${says}\n`,
    ...(release === undefined ? {} : { release: `IMPLEMENTOR="Test"\nJAVA_VERSION="${release}"\n` }),
  });
  await chmod(join(home, 'bin/java'), 0o755);
  return home;
}

describe('Java', () => {
  test('of JAVA_HOME is taken, its version read without starting it', async () => {
    const home = await fakeJava({ release: '21.0.2' });
    expect(await findJava({ JAVA_HOME: home })).toEqual({ path: join(home, 'bin/java'), version: '21.0.2' });
  });

  test('without a release file says its version itself', async () => {
    const home = await fakeJava({ prints: '17.0.15' });
    expect(await findJava({ JAVA_HOME: home })).toMatchObject({ version: '17.0.15' });
  });

  test('on the PATH is taken where JAVA_HOME is not set', async () => {
    const home = await fakeJava({ release: '25' });
    const env = { PATH: `/nowhere::${join(home, 'bin')}` };
    expect(await findJava(env)).toEqual({ path: join(home, 'bin/java'), version: '25' });
  });

  test.each(['17', '17.0.1', '21-ea', '26.0.1'])('%s is new enough', async (release) => {
    expect(await findJava({ JAVA_HOME: await fakeJava({ release }) })).toMatchObject({ version: release });
  });

  test.each(['11', '11.0.22', '16.0.2', '9', '1.8.0_412'])('%s is too old', async (release) => {
    const home = await fakeJava({ release });
    await expect(findJava({ JAVA_HOME: home })).rejects.toMatchObject({
      code: 'JAVA_TOO_OLD',
      what: `Java ${release} is too old.`,
      why: expect.stringContaining(home),
    });
  });

  test('1.8.0 without a release file is too old as well', async () => {
    const home = await fakeJava({ prints: '1.8.0_412' });
    await expect(findJava({ JAVA_HOME: home })).rejects.toMatchObject({ code: 'JAVA_TOO_OLD' });
  });

  test('that is not there is missing, and JAVA_HOME is named as the reason', async () => {
    const empty = await temporaryFolder();
    await expect(findJava({ JAVA_HOME: empty })).rejects.toMatchObject({
      code: 'JAVA_MISSING',
      why: `JAVA_HOME is ${empty}, which has no bin/java.`,
    });
    await expect(findJava({ PATH: empty })).rejects.toMatchObject({
      code: 'JAVA_MISSING',
      why: expect.stringContaining('no `java` on the PATH'),
    });
  });

  test('that does not run is missing, and says what it was asked', async () => {
    const home = await fakeJava();
    await expect(findJava({ JAVA_HOME: home })).rejects.toMatchObject({
      code: 'JAVA_MISSING',
      what: `${join(home, 'bin/java')} does not run.`,
      why: expect.stringContaining('`java -version` failed'),
    });
  });
});
