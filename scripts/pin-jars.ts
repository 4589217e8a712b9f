import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checksumFile, copyByMaven, sha256 } from '../harness/cluster/local/jars.ts';

/** `npm run pin-jars`: writes the checksums of the jars that Maven resolves for pom.xml. Look at the diff before committing it. */
const folder = await mkdtemp(join(tmpdir(), 'kafka-labs-pin-'));
await copyByMaven(folder, console.log);
const names = (await readdir(folder)).filter((name) => name.endsWith('.jar')).sort();
const lines = await Promise.all(names.map(async (name) => `${await sha256(join(folder, name))}  ${name}\n`));
await writeFile(checksumFile, lines.join(''));
await rm(folder, { recursive: true });
console.log(`${names.length} jars pinned in ${checksumFile}`);
