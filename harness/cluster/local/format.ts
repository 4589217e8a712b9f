import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../../errors.ts';
import type { Progress } from '../../machine/progress.ts';
import type { Java } from './java.ts';

/**
 * Has Kafka's own tool format one folder and keeps the checkpoint that it writes. Every later node gets a copy, so that
 * a cluster's start costs no JVM for formatting. Eligible leader replicas are pinned on, the default of a new 4.1+
 * cluster (KIP-966): without a pin the labs' outcomes would follow the default of the day.
 */
export async function formatOnce(
  { java, classpath }: { java: Java; classpath: string },
  target: string,
  progress: Progress,
): Promise<string> {
  if (await stat(target).catch(() => undefined)) return target;
  progress('formatting a template, once');
  const folder = await mkdtemp(join(tmpdir(), 'kafka-labs-format-'));
  try {
    const properties = join(folder, 'node.properties');
    const settings = {
      'process.roles': 'broker,controller',
      'node.id': '1',
      'controller.quorum.voters': '1@127.0.0.1:1',
      listeners: 'PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:1',
      'controller.listener.names': 'CONTROLLER',
      'log.dirs': join(folder, 'data'),
    };
    await writeFile(
      properties,
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    const tool = ['kafka.tools.StorageTool', 'format', '-t', newKafkaId(), '-c', properties];
    const features = ['--feature', 'eligible.leader.replicas.version=1'];
    await promisify(execFile)(java.path, ['-cp', classpath, ...tool, ...features]).catch(
      (cause: Error & { stderr?: string }) => {
        throw new HarnessError({
          code: 'KAFKA_FORMAT_FAILED',
          what: 'Kafka could not format a data folder.',
          why: `Its StorageTool said: ${(cause.stderr || cause.message).trim().split('\n').at(-1)}`,
          next: 'Run `npm run lab -- doctor`. With KAFKA_HOME set, try without it: the course is made for the version it pins.',
          cause,
        });
      },
    );
    await copyFile(join(folder, 'data', 'bootstrap.checkpoint'), `${target}.new`);
    await rename(`${target}.new`, target);
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A fresh id as Kafka writes them: 16 random bytes in base64url (never starting with a dash, which tools take for an option). */
export function newKafkaId(): string {
  for (;;) {
    const id = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}
