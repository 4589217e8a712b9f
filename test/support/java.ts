import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { install } from '../../harness/cluster/local/installation.ts';

/** Runs a program of test/fixtures/java with Kafka's jars, and gives the lines that it printed. Rejects if it fails. */
export async function runJava(name: string, ...args: string[]): Promise<string[]> {
  const { java, classpath } = await install(() => {});
  const program = fileURLToPath(new URL(`../fixtures/java/${name}.java`, import.meta.url));
  const all = ['-cp', classpath, program, ...args];
  const { stdout } = await promisify(execFile)(java.path, all, { timeout: 60_000 });
  return stdout.trim().split('\n');
}
