import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVER_FOLDERS } from '../../database/local/find-server.ts';
import { cacheFolder } from '../../paths.ts';

const harness = fileURLToPath(new URL('../../', import.meta.url));

/** Everything the keeper runs on and is told at its start; where it differs, a running keeper is of no use any more. */
const ENVIRONMENT = [
  'KAFKA_HOME',
  'JAVA_HOME',
  'KAFKA_LABS_DATABASE',
  'KAFKA_LABS_RUNTIME',
  'KAFKA_LABS_KAFKA_IMAGE',
  'KAFKA_LABS_MYSQL_IMAGE',
  'DOCKER_HOST',
  'KAFKA_LABS_BOOTSTRAP',
  'KAFKA_LABS_KAFKA_CONFIG',
];
/** A program installed into a folder that is new on the PATH must be found without ending the keeper by hand. */
const PROGRAMS = ['java', 'mvn', 'mariadbd', 'mysqld'];

let version: string | undefined;

/** Changes with the keeper's own code (a `git pull`) and with the environment that it was started in. */
export function codeVersion(): string {
  version ??= compute();
  return version;
}

function compute(): string {
  const hash = createHash('sha256');
  for (const folder of ['cluster', 'database', 'broker', 'protocol', 'process', 'machine'])
    for (const entry of readdirSync(join(harness, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue;
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path} ${size} ${mtimeMs}\n`);
    }
  hash.update(cacheFolder());
  for (const name of ENVIRONMENT) hash.update(`${name}=${process.env[name] ?? ''}\n`);
  for (const name of PROGRAMS) hash.update(`${name}: ${onPath(name) ?? 'none'}\n`);
  return hash.digest('hex');
}

function onPath(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SERVER_FOLDERS];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
