import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { install } from './installation.ts';

export const schemaFile = fileURLToPath(new URL('../../protocol/schemas.txt', import.meta.url));
const dumper = fileURLToPath(new URL('../../protocol/dump/DumpSchemas.java', import.meta.url));

/** Every schema and error code of the pinned Kafka, as its jar knows them. Needs a JDK: the dumper is compiled as it runs. */
export async function dumpSchemas(): Promise<string> {
  const { java, classpath } = await install(() => {});
  const { stdout } = await promisify(execFile)(java.path, ['-cp', classpath, dumper], { maxBuffer: 10_000_000 });
  return stdout;
}
