import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const harness = fileURLToPath(new URL('../../', import.meta.url));

/** Everything the keeper runs on and is told at its start; where it differs, a running keeper is of no use any more. */
const ENVIRONMENT = ['KAFKA_HOME', 'JAVA_HOME', 'KAFKA_LABS_CACHE', 'XDG_CACHE_HOME'];

let version: string | undefined;

/** Changes with the keeper's own code (a `git pull`) and with the environment that it was started in. */
export function codeVersion(): string {
  version ??= compute();
  return version;
}

function compute(): string {
  const hash = createHash('sha256');
  for (const folder of ['cluster', 'broker', 'protocol', 'process'])
    for (const entry of readdirSync(join(harness, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue;
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path} ${size} ${mtimeMs}\n`);
    }
  for (const name of ENVIRONMENT) hash.update(`${name}=${process.env[name] ?? ''}\n`);
  return hash.digest('hex');
}
