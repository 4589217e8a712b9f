import { execFile } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../../errors.ts';
import { isExecutable, onPath } from '../../machine/programs.ts';

export interface Java {
  /** The real path of the executable. */
  path: string;
  /** Such as 17.0.15. */
  version: string;
}

/** Kafka 4 brokers need it (KIP-1013). */
export const OLDEST_JAVA = 17;

const INSTALL_JAVA =
  'Install Java 17 or newer (Debian, Ubuntu: `apt-get install openjdk-17-jre-headless`; macOS: `brew install openjdk@17`), then run the command again.';

/** Finds Java by JAVA_HOME, else on the PATH. Throws JAVA_MISSING or JAVA_TOO_OLD. */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const path = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : await onPath('java', env);
  if (!path || !(await isExecutable(path)))
    throw new HarnessError({
      code: 'JAVA_MISSING',
      what: 'Java was not found.',
      why: env.JAVA_HOME
        ? `JAVA_HOME is ${env.JAVA_HOME}, which has no bin/java.`
        : 'There is no `java` on the PATH and JAVA_HOME is not set.',
      next: INSTALL_JAVA,
    });
  const real = await realpath(path);
  const version = (await versionFromRelease(real)) ?? (await versionFromItself(real));
  if (majorOf(version) < OLDEST_JAVA)
    throw new HarnessError({
      code: 'JAVA_TOO_OLD',
      what: `Java ${version} is too old.`,
      why: `${path} is Java ${version}; a Kafka 4 broker needs ${OLDEST_JAVA} or newer.`,
      next: `${INSTALL_JAVA} If a newer one is installed already, point JAVA_HOME at it.`,
    });
  return { path: real, version };
}

/** Every JDK since 9 has a `release` file: reading it spares a JVM start on each command. */
async function versionFromRelease(javaPath: string): Promise<string | undefined> {
  const release = await readFile(join(dirname(dirname(javaPath)), 'release'), 'utf8').catch(() => '');
  return /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1];
}

async function versionFromItself(javaPath: string): Promise<string> {
  const { stderr, stdout } = await promisify(execFile)(javaPath, ['-version']).catch((cause: Error) => {
    throw new HarnessError({
      code: 'JAVA_MISSING',
      what: `${javaPath} does not run.`,
      why: `\`java -version\` failed: ${cause.message.trim()}`,
      next: INSTALL_JAVA,
      cause,
    });
  });
  return /version "([^"]+)"/.exec(stderr + stdout)?.[1] ?? '0';
}

/** 17.0.15 is 17; the old way of counting, 1.8.0_412, is 8. */
function majorOf(version: string): number {
  const [first, second] = version.split(/[._-]/).map(Number);
  return first === 1 ? (second ?? 0) : (first ?? 0);
}
