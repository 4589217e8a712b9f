import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkJars, readChecksums } from '../../machine/jars.ts';
import { clearHalfMade, makeFolder } from '../../machine/made-folder.ts';
import { copyByMaven, type MavenRequest } from '../../machine/maven.ts';
import type { Progress } from '../../machine/progress.ts';
import { cacheFolder } from '../../paths.ts';
import { pinnedKafkaVersion, pomFile } from './kafka-version.ts';

/** What each jar must be: `SHA256  name.jar` a line, written by `npm run pin-jars`. */
export const checksumFile = fileURLToPath(new URL('./jars.sha256', import.meta.url));

/** Where the pinned jars are kept. */
export const jarsFolder = (): string => join(cacheFolder(), `kafka-${pinnedKafkaVersion}`);

export const kafkaByMaven: MavenRequest = {
  what: `Kafka ${pinnedKafkaVersion}`,
  pomFile,
  instead: 'unpack Kafka 4 and point KAFKA_HOME at it',
  failure: {
    code: 'KAFKA_DOWNLOAD_FAILED',
    next: 'Check the network (or the proxy in ~/.m2/settings.xml) and run `npm run lab -- prepare`. Without network: unpack Kafka 4 and point KAFKA_HOME at it.',
  },
};

/** Has Maven copy Kafka's jars, checks each, and moves them into place whole. Only for who holds the cache's lock. Throws what Maven or a checksum says. */
export async function fetchKafka(target: string, progress: Progress): Promise<void> {
  await clearHalfMade(target);
  await makeFolder(target, async (fresh) => {
    await copyByMaven(kafkaByMaven, fresh, progress);
    await checkKafka(fresh);
  });
}

/** Throws JAR_CHECKSUM_WRONG unless the folder holds just the jars of the pinned Kafka. */
export async function checkKafka(folder: string): Promise<void> {
  await checkJars(folder, await readChecksums(checksumFile));
}
