import { mkdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { install, jarsIn, madeFolder } from '../../harness/cluster/local/installation.ts';
import { jarsFolder } from '../../harness/cluster/local/jars.ts';

/**
 * Lets an empty cache have Kafka as this machine's has, and nothing else: no jar is fetched, and nothing is made of them
 * anew, which would take a broker's run. Returns the cache's folder.
 */
export async function withKafka(cache: string): Promise<string> {
  const { java } = await install(() => {});
  const jars = jarsFolder();
  const linked = join(cache, basename(jars));
  symlinkSync(jars, linked);
  const made = await madeFolder(java, await jarsIn(jars));
  // What is made goes by the jars' paths.
  const name = basename(await madeFolder(java, await jarsIn(linked)));
  mkdirSync(join(cache, basename(dirname(made))));
  symlinkSync(made, join(cache, basename(dirname(made)), name));
  return cache;
}
