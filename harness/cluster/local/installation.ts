import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { lockCache } from '../../machine/cache-lock.ts';
import type { Progress } from '../../machine/progress.ts';
import { cacheFolder } from '../../paths.ts';
import { formatOnce } from './format.ts';
import type { Installation } from './installed.ts';
import { checkKafka, fetchKafka, jarsFolder } from './jars.ts';
import { findJava, type Java } from './java.ts';
import { pinnedKafkaVersion } from './kafka-version.ts';
import { recordArchive } from './record-archive.ts';

/**
 * Finds Java and Kafka, fetching and preparing what is missing. Safe to call from several processes at once: the first
 * one works, the others wait. `environment` marks the broker that this may run once as its owner's.
 */
export async function install(
  progress: Progress,
  environment: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const java = await findJava();
  const release = await lockCache(progress);
  try {
    const jars = process.env.KAFKA_HOME ? await ownKafka(process.env.KAFKA_HOME) : await pinnedKafka(progress);
    const made = await madeFolder(java, jars.files);
    await mkdir(made, { recursive: true });
    const bare = { java, kafkaVersion: jars.version, source: jars.source, classpath: jars.files.join(':') };
    const bootstrapCheckpoint = await formatOnce(bare, join(made, 'bootstrap.checkpoint'), progress);
    const archive = await recordArchive(
      { ...bare, bootstrapCheckpoint, archive: undefined },
      join(made, 'kafka.jsa'),
      environment,
      progress,
    );
    return { ...bare, bootstrapCheckpoint, archive };
  } finally {
    await release();
  }
}

/** Where the cache keeps what is made of these jars for this Java. */
export async function madeFolder(java: Java, jars: readonly string[]): Promise<string> {
  const identity = createHash('sha256');
  for (const jar of jars) {
    const { size, mtimeMs } = await stat(jar);
    identity.update(`${jar} ${size} ${mtimeMs}\n`);
  }
  identity.update(java.version + java.path);
  return join(cacheFolder(), 'made', identity.digest('hex').slice(0, 16));
}

interface Jars {
  files: string[];
  version: string;
  source: string;
}

async function pinnedKafka(progress: Progress): Promise<Jars> {
  const folder = jarsFolder();
  const present = await stat(folder).catch(() => undefined);
  if (present) {
    // A changed file would be run: looked at on every start of a cluster (47 jars, about 0.1 s).
    const wrong = await checkKafka(folder).catch((error: unknown) => error);
    if (wrong instanceof HarnessError) await replaceFolder(folder, progress);
    else if (wrong) throw wrong;
  } else await fetchKafka(folder, progress);
  return { files: await jarsIn(folder), version: pinnedKafkaVersion, source: 'Maven' };
}

async function replaceFolder(folder: string, progress: Progress): Promise<void> {
  progress('a jar in the cache is not what it should be: fetching all again');
  await rm(folder, { recursive: true });
  await fetchKafka(folder, progress);
}

/** The jars of an unpacked Kafka. Throws KAFKA_HOME_WRONG. */
export async function ownKafka(kafkaHome: string): Promise<Jars> {
  const files = await jarsIn(join(kafkaHome, 'libs')).catch(() => []);
  const version = files.map((file) => /\/kafka_2\.\d+-(\d+\.\d+\.\d+)\.jar$/.exec(file)?.[1]).find(Boolean);
  if (!version || Number(version.split('.')[0]) < 4)
    throw new HarnessError({
      code: 'KAFKA_HOME_WRONG',
      what: `KAFKA_HOME is ${kafkaHome}, which is not an unpacked Kafka 4.`,
      why: version ? `Its version is ${version}.` : `There is no libs/kafka_2.13-4….jar in it.`,
      next: 'Point KAFKA_HOME at an unpacked Kafka 4, or unset it to have Maven fetch the pinned one.',
    });
  return { files, version, source: `KAFKA_HOME ${kafkaHome}` };
}

/** Sorted, because a class-data archive is good for one order of the classpath only. */
export async function jarsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jar')).sort();
  return names.map((name) => join(folder, name));
}
