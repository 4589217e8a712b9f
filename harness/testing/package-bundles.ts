import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { buildFolder } from '../paths.ts';

const require = createRequire(import.meta.url);

/** The packages that learners' programs import, each in one file. */
const PACKAGES = ['kafkajs', '@platformatic/kafka', 'mysql2/promise', '@vlasky/zongji'] as const;

/** To be raised when what is made of a package changes. */
const FORMAT = 2;

/** Imports of a learner's program that lead to a package in one file instead: name → path. */
export type PackageBundles = ReadonlyMap<string, string>;

/**
 * The packages of learners' programs in one file each, unchanged, with their code compiled ahead: crash points start dozens
 * of processes, and reading kafkajs's 340 files takes each of them three times as long. Made once and kept. The learner's
 * code and the host import the same one.
 */
export async function packageBundles(): Promise<PackageBundles> {
  return new Map(await Promise.all(PACKAGES.map(async (name) => [name, await bundled(name)] as const)));
}

/** The host's kafkajs and the learner's must be the same: `error instanceof KafkaJSError` compares classes. */
export function bundledPackages(bundles: PackageBundles): esbuild.Plugin {
  return {
    name: 'bundled-packages',
    setup: (build) => {
      build.onResolve({ filter: /^[@a-z]/ }, ({ path }) => {
        const bundle = bundles.get(path);
        return bundle === undefined ? undefined : { path: bundle, external: true };
      });
    },
  };
}

async function bundled(name: string): Promise<string> {
  const entry = require.resolve(name);
  const made = `${name.replaceAll('/', '-')}-${await versionOf(entry)}-esbuild-${esbuild.version}-node-${process.version}-${process.arch}-${FORMAT}`;
  const folder = join(buildFolder(), 'packages');
  const path = join(folder, `${made}.mjs`);
  if (await stat(path).catch(() => undefined)) return path;
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `${made}.${process.pid}`);
  const code = join(folder, `${made}.cjs`);
  await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile: unfinished,
    plugins: [ownAddresses(folder)],
    banner: { js: ADDRESS },
    logLevel: 'silent',
  });
  await rename(unfinished, code);
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', COMPILE, code, entry, unfinished]);
  await rename(unfinished, `${code}.cache`);
  await writeFile(unfinished, moduleOf(code, entry, JSON.parse(stdout)));
  await rename(unfinished, path); // last: whoever finds it finds the others, too
  return path;
}

/** The version of the package that a file belongs to; its package.json may not be among its exports. */
async function versionOf(file: string): Promise<string> {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
    const { name, version } = JSON.parse(text) as { name?: string; version?: string };
    if (name && version) return version;
  }
  throw new Error(`no package.json above ${file} has a version`);
}

/** The address of a file of a package, which is found from here: somebody may move the clone. */
const ADDRESS = `const addressOf = (path) => require('node:url').pathToFileURL(require('node:path').resolve(__dirname, path)).href;`;

/** In CommonJS there is no `import.meta`, and a file that was moved into another must find its neighbours all the same. */
const ownAddresses = (folder: string): esbuild.Plugin => ({
  name: 'own-addresses',
  setup: (build) => {
    build.onLoad({ filter: /node_modules\/.*\.m?js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const address = `addressOf(${JSON.stringify(relative(folder, path))})`;
      return { contents: text.replaceAll('import.meta.url', address), loader: 'js' };
    });
  },
});

/**
 * Compiles all functions, not only those that loading calls, and prints the names that the package exports: a CommonJS
 * package tells them only when it runs, and an ES module must tell its own before. Node's own compile cache comes with 22.
 */
const COMPILE = `
const [code, entry, cache] = process.argv.slice(1);
const { readFileSync, writeFileSync } = require('node:fs');
const v8 = require('node:v8');
v8.setFlagsFromString('--no-lazy');
const script = new (require('node:vm').Script)(require('node:module').wrap(readFileSync(code, 'utf8')), { filename: code });
v8.setFlagsFromString('--lazy');
writeFileSync(cache, script.createCachedData());
const loaded = { exports: {} };
const own = require('node:module').createRequire(entry);
script.runInThisContext().call(loaded.exports, loaded.exports, own, loaded, code, require('node:path').dirname(code));
process.stdout.write(JSON.stringify(Object.keys(loaded.exports)), () => process.exit());
`;

/** An ES module that runs the compiled code and exports what it exports. */
function moduleOf(code: string, entry: string, names: readonly string[]): string {
  const named = names.filter((name) => name !== 'default' && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
  return `import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
const code = fileURLToPath(new URL(${JSON.stringify(basename(code))}, import.meta.url));
const script = new Script(Module.wrap(readFileSync(code, 'utf8')), { filename: code, cachedData: readFileSync(code + '.cache') });
const loaded = { exports: {} };
const own = Module.createRequire(new URL(${JSON.stringify(relative(dirname(code), entry))}, import.meta.url));
script.runInThisContext().call(loaded.exports, loaded.exports, own, loaded, code, dirname(code));
const { ${named.join(', ')} } = loaded.exports;
export { ${named.join(', ')} };
export default ${names.includes('default') ? 'loaded.exports.default' : 'loaded.exports'};
`;
}
