import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { diskFull, HarnessError } from '../../errors.ts';
import { cacheFolder } from '../../paths.ts';
import type { Progress } from '../cluster.ts';
import { onPath } from './java.ts';
import { pinnedKafkaVersion, pomFile } from './kafka-version.ts';

/** What each jar must be: `SHA256  name.jar` a line, written by `npm run pin-jars`. */
export const checksumFile = fileURLToPath(new URL('./jars.sha256', import.meta.url));

/** Where the pinned jars are kept. */
export const jarsFolder = (): string => join(cacheFolder(), `kafka-${pinnedKafkaVersion}`);

/** Has Maven copy Kafka's jars into a fresh folder beside `target`, checks each, and moves the folder into place whole. */
export async function fetchJars(target: string, progress: Progress): Promise<void> {
  await mkdir(join(target, '..'), { recursive: true });
  const fresh = await mkdtemp(`${target}-`);
  try {
    await copyByMaven(fresh, progress);
    await checkJars(fresh);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** Throws JAR_CHECKSUM_WRONG unless the folder holds just the pinned jars (name → SHA-256). */
export async function checkJars(folder: string, pinned?: ReadonlyMap<string, string>): Promise<void> {
  pinned ??= parseChecksums(await readFile(checksumFile, 'utf8'));
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

/** Has Maven resolve pom.xml and copy the jars. Throws MAVEN_MISSING, KAFKA_DOWNLOAD_FAILED or DISK_FULL. */
export async function copyByMaven(folder: string, progress: Progress): Promise<void> {
  const maven = await onPath('mvn');
  if (!maven)
    throw new HarnessError({
      code: 'MAVEN_MISSING',
      what: 'Maven was not found.',
      why: 'Kafka is fetched by Maven the first time; there is no `mvn` on the PATH and KAFKA_HOME is not set.',
      next: 'Install Maven (Debian, Ubuntu: `apt-get install maven`; macOS: `brew install maven`), or unpack Kafka 4 and point KAFKA_HOME at it.',
    });
  const lastLines: string[] = [];
  let fetched = 0;
  const say = () =>
    progress(`fetching Kafka ${pinnedKafkaVersion} by Maven, once${fetched > 0 ? `: ${fetched} files` : ''}`);
  say();
  const args = ['-B', '-f', pomFile, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
  const child = spawn(maven, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (/Downloaded from/.test(line)) {
        fetched++;
        say();
      }
      if (/ERROR|No space left/.test(line)) lastLines.push(withoutAddresses(line.replace(/^\[ERROR\]\s*/, '')));
    });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code === 0) return;
  if (lastLines.some((line) => line.includes('No space left'))) throw diskFull(folder);
  throw new HarnessError({
    code: 'KAFKA_DOWNLOAD_FAILED',
    what: `Maven could not fetch Kafka ${pinnedKafkaVersion}.`,
    why: `mvn ended with code ${code}: ${lastLines.find((line) => line.trim() !== '') ?? 'it printed no error'}`,
    next: 'Check the network (or the proxy in ~/.m2/settings.xml) and run `npm run lab -- prepare`. Without network: unpack Kafka 4 and point KAFKA_HOME at it.',
  });
}

/** A learner needs the reason, not where the packages live. */
function withoutAddresses(line: string): string {
  return line
    .replace(/\(?https?:\/\/\S+\)?/g, '')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}
