import { writeFile } from 'node:fs/promises';
import { dumpSchemas, schemaFile } from '../harness/cluster/local/dump-schemas.ts';

/** `npm run dump-schemas`: writes harness/protocol/schemas.txt out of the pinned Kafka's own jar. Needs a JDK. */
await writeFile(schemaFile, await dumpSchemas());
console.log(`written: ${schemaFile}`);
