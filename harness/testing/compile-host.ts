import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import writeFileAtomic from 'write-file-atomic';
import { buildFolder, courseRoot } from '../paths.ts';
import { bundledPackages, packageBundles } from './package-bundles.ts';

const hostFile = fileURLToPath(new URL('../learner-host/host.ts', import.meta.url));

/** How whatever runs in a learner process is compiled: the host, and the learner's files. */
export const FOR_LEARNER_PROCESSES = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'silent',
  absWorkingDir: courseRoot,
} satisfies esbuild.BuildOptions;

/** What this thread compiled: its source does not change under a thread that has loaded the rest of the harness. */
let known: string | undefined;

/** Compiles the program that runs learners' files, and returns its path. All runs share one file, until its source changes. */
export async function compiledHost(): Promise<string> {
  if (known !== undefined && (await stat(known).catch(() => undefined))) return known;
  const { outputFiles } = await esbuild.build({
    ...FOR_LEARNER_PROCESSES,
    entryPoints: [hostFile],
    plugins: [bundledPackages(await packageBundles())],
    write: false,
  });
  const { contents } = outputFiles[0]!;
  const folder = join(buildFolder(), 'packages');
  const path = join(folder, `host-${createHash('sha256').update(contents).digest('hex').slice(0, 16)}.mjs`);
  if (!(await stat(path).catch(() => undefined))) {
    await mkdir(folder, { recursive: true });
    await writeFileAtomic(path, Buffer.from(contents));
  }
  known = path;
  return path;
}
