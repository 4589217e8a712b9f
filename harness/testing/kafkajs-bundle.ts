import { mkdir, rename, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as esbuild from 'esbuild';
import { buildFolder, courseRoot } from '../paths.ts';

const require = createRequire(import.meta.url);

/**
 * kafkajs in one file, unchanged: reading it takes a third of the time that its 340 files take, and crash points start
 * dozens of processes. Made once and kept; the learner's code and the host import the same one.
 */
export async function bundledKafkajs(): Promise<string> {
  const { version } = require('kafkajs/package.json') as { version: string };
  const path = join(buildFolder(), 'packages', `kafkajs-${version}-esbuild-${esbuild.version}.mjs`);
  if (await stat(path).catch(() => undefined)) return path;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  // A CommonJS package tells its names only when it runs, and ES modules must tell theirs before.
  const names = Object.keys(require('kafkajs') as object).join(', ');
  await esbuild.build({
    stdin: {
      contents: `import kafkajs from 'kafkajs';\nexport default kafkajs;\nexport const { ${names} } = kafkajs;\n`,
      resolveDir: courseRoot,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: unfinished,
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
  await rename(unfinished, path);
  return path;
}
