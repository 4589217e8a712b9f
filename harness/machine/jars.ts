import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HarnessError } from '../errors.ts';

/** Throws JAR_CHECKSUM_WRONG unless the folder holds just the pinned jars (name → SHA-256). */
export async function checkJars(folder: string, pinned: ReadonlyMap<string, string>): Promise<void> {
  const present = new Set((await readdir(folder)).filter((name) => name.endsWith('.jar')));
  for (const [name, expected] of pinned) {
    const actual = present.delete(name) ? await sha256(join(folder, name)) : 'missing';
    if (actual !== expected) throw wrongJar(join(folder, name), `${name} is ${actual}, and ${expected} was expected`);
  }
  const [extra] = present;
  if (extra) throw wrongJar(join(folder, extra), `${extra} is not one of the pinned jars`);
}

function wrongJar(path: string, why: string): HarnessError {
  return new HarnessError({
    code: 'JAR_CHECKSUM_WRONG',
    what: `${path} is not the file it should be.`,
    why: `By SHA-256, ${why}. A download was cut off, or the file was changed.`,
    next: 'Run `npm run lab -- prepare` to fetch it again. If it happens again, empty your local Maven repository (~/.m2) of it first.',
  });
}

/** A committed list of checksums: `SHA256  name.jar` a line, as name → SHA-256. */
export async function readChecksums(file: string): Promise<Map<string, string>> {
  return parseChecksums(await readFile(file, 'utf8'));
}

export function parseChecksums(text: string): Map<string, string> {
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [checksum, name] = line.split(/\s+/);
        return [name!, checksum!];
      }),
  );
}

export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
