import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaByMaven, checksumFile as kafkaChecksums } from '../harness/cluster/local/jars.ts';
import {
  type JarPlatform,
  jarPlatforms,
  mariadbByMaven,
  checksumFile as mariadbChecksums,
} from '../harness/database/local/pinned-mariadb.ts';
import { sha256 } from '../harness/machine/jars.ts';
import { copyByMaven, type MavenRequest } from '../harness/machine/maven.ts';

/** `npm run pin-jars`: writes the checksums of the jars that Maven resolves for each pom.xml. Look at the diff before committing it. */
await pin(kafkaChecksums, [kafkaByMaven]);
await pin(mariadbChecksums, (Object.keys(jarPlatforms) as JarPlatform[]).map(mariadbByMaven));

async function pin(checksumFile: string, requests: readonly MavenRequest[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kafka-labs-pin-'));
  for (const request of requests) await copyByMaven(request, folder, console.log);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jar')).sort();
  const lines = await Promise.all(names.map(async (name) => `${await sha256(join(folder, name))}  ${name}\n`));
  await writeFile(checksumFile, lines.join(''));
  await rm(folder, { recursive: true });
  console.log(`${names.length} jars pinned in ${checksumFile}`);
}
