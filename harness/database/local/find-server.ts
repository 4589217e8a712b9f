import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../../errors.ts';
import { inFolders, isExecutable } from '../../machine/programs.ts';
import type { DatabaseFlavour } from '../database.ts';
import { INSTALL_DATABASE, type JarPlatform, jarPlatform } from './pinned-mariadb.ts';

/** A server program that runs here. */
export interface DatabaseServer {
  /** The real path of the executable. */
  path: string;
  flavour: DatabaseFlavour;
  /** Such as 11.4.5. */
  version: string;
}

/** Where the server comes from: a program of this machine, or the jar that Maven fetches. */
export type ServerSource =
  | { kind: 'program'; server: DatabaseServer }
  | { kind: 'maven'; platform: JarPlatform /** Why a server of this machine is not used. */; instead?: string };

/** Older ones know no SKIP LOCKED, which labs are about. */
const OLDEST: Record<DatabaseFlavour, readonly [number, number]> = { mariadb: [10, 6], mysql: [8, 0] };

/** Where Debian and others put programs that users do not call, so that they are not on a user's PATH. */
export const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec'];

/** What the choice depends on besides the environment. */
interface Machine {
  /** Where servers lie besides the PATH. */
  folders: readonly string[];
  platform: JarPlatform | undefined;
}

const thisMachine = (): Machine => ({ folders: SERVER_FOLDERS, platform: jarPlatform() });

/**
 * Decides which database labs use here, without fetching anything: what KAFKA_LABS_DATABASE says (a path, or `maven`),
 * else a fitting server of this machine, else Maven's. Throws DATABASE_MISSING.
 */
export async function findServer(
  env: NodeJS.ProcessEnv = process.env,
  machine: Machine = thisMachine(),
): Promise<ServerSource> {
  const wanted = env.KAFKA_LABS_DATABASE;
  if (wanted && wanted !== 'maven') {
    const server = await inspect(wanted);
    if (typeof server === 'string') throw wrongPath(wanted, server);
    return { kind: 'program', server };
  }
  let instead: string | undefined;
  if (wanted !== 'maven')
    for (const name of ['mariadbd', 'mysqld']) {
      const path = await inFolders(name, [...(env.PATH ?? '').split(delimiter), ...machine.folders]);
      if (!path) continue;
      const server = await inspect(path);
      if (typeof server !== 'string') return { kind: 'program', server };
      instead ??= server;
    }
  const { platform } = machine;
  if (platform) return { kind: 'maven', platform, ...(instead === undefined ? {} : { instead }) };
  throw nothingHere(instead);
}

/** What the program at that path is, or why it cannot be used. */
async function inspect(path: string): Promise<DatabaseServer | string> {
  if (!(await isExecutable(path))) return `${path} is not a program that can be run.`;
  const real = await realpath(path);
  try {
    const { stdout } = await promisify(execFile)(real, ['--no-defaults', '--version'], { timeout: 10_000 });
    return parseVersion(stdout, real);
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    return `${path} does not run: ${(stderr || message).trim().split('\n').at(-1)}`;
  }
}

/** Reads what `--version` prints. A text says why the server cannot be used. */
export function parseVersion(text: string, path: string): DatabaseServer | string {
  const version = /\bVer (\d+\.\d+\.\d+)/.exec(text)?.[1];
  if (!version) return `${path} is no mariadbd or mysqld: it calls itself “${text.trim().slice(0, 100)}”.`;
  const flavour = /mariadb/i.test(text) ? 'mariadb' : 'mysql';
  const [major, minor] = version.split('.').map(Number) as [number, number];
  const [oldestMajor, oldestMinor] = OLDEST[flavour];
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor))
    return `${path} is version ${version}; labs need ${oldestMajor}.${oldestMinor} or newer.`;
  return { path, flavour, version };
}

function wrongPath(wanted: string, why: string): HarnessError {
  return new HarnessError({
    code: 'DATABASE_MISSING',
    what: `KAFKA_LABS_DATABASE is ${wanted}, which cannot be used.`,
    why,
    next: 'Let it be the path of a `mariadbd` or `mysqld`, or `maven` for the one that the course pins, or unset it.',
  });
}

function nothingHere(instead: string | undefined): HarnessError {
  return new HarnessError({
    code: 'DATABASE_MISSING',
    what: 'There is no database for this machine.',
    why: `${instead ?? 'There is no `mariadbd` or `mysqld` on the PATH.'} The one that the course fetches is for Linux on x64 and macOS on ARM; this is ${process.platform} on ${process.arch}.`,
    next: `${INSTALL_DATABASE}, then run the command again.`,
  });
}
