import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dumpSchemas, schemaFile } from '../harness/cluster/local/dump-schemas.ts';

/** `npm run dump-schemas`: writes harness/protocol/schemas.txt out of the pinned Kafka's own jar, and names.ts. Needs a JDK. */
await writeFile(schemaFile, await dumpSchemas());
// The names are read from what was written just now.
const { namesText } = await import('../harness/protocol/dump/names.ts');
const namesFile = schemaFile.replace('schemas.txt', 'names.ts');
await writeFile(namesFile, namesText());
execFileSync('node_modules/.bin/biome', ['format', '--write', namesFile]);
console.log(`written: ${schemaFile}, ${namesFile}`);
