import { createHash } from 'node:crypto';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this clone. */
export const courseRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Where the learner's files and the state of this clone live: the clone itself, or KAFKA_LABS_HOME (tests use one each). */
export function homeFolder(): string {
  return resolve(process.env.KAFKA_LABS_HOME || courseRoot);
}

/** Records, progress, logs and broker data. */
export function stateFolder(): string {
  return join(homeFolder(), '.labs');
}

export function logFolder(): string {
  return join(stateFolder(), 'logs');
}

/** Learners' copies of the stubs. */
export function workFolder(): string {
  return join(homeFolder(), 'work');
}

/** What is fetched or made once for all clones: Kafka's jars and their class-data archive. */
export function cacheFolder(): string {
  if (process.env.KAFKA_LABS_CACHE) return resolve(process.env.KAFKA_LABS_CACHE);
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kafka-labs');
}

/** Where compiled learner code goes: inside the clone, so that its imports of packages resolve there. */
export function buildFolder(): string {
  return join(courseRoot, 'node_modules', '.cache', 'kafka-labs');
}

/** A name for this clone's home, short enough for a socket path and safe in an environment variable. */
export function homeId(home = homeFolder()): string {
  return createHash('sha256').update(home).digest('hex').slice(0, 16);
}

/** The keeper's own folder, private to the user. Short: a socket's path may have 107 bytes at most. */
export function keeperFolder(home = homeFolder()): string {
  return join(tmpdir(), `kafka-labs-${userInfo().uid}`, homeId(home));
}
