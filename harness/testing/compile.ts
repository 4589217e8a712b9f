import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { buildFolder, courseRoot } from '../paths.ts';
import { compiledHost, FOR_LEARNER_PROCESSES } from './compile-host.ts';
import { LearnerProblem } from './learner-problem.ts';
import { bundledPackages, packageBundles } from './package-bundles.ts';

/** Compiled programs of one run: each learner file under its own name, and the host that runs them. */
export class CompiledLearner implements AsyncDisposable {
  readonly host: string;
  readonly #folder: string;
  readonly #files: ReadonlyMap<string, string>;

  private constructor(folder: string, files: ReadonlyMap<string, string>, host: string) {
    this.#folder = folder;
    this.#files = files;
    this.host = host;
  }

  /** Compiles a variant's files (name → path). Throws LearnerProblem `does-not-compile` with the compiler's words. */
  static async make(files: Readonly<Record<string, string>>, id: string): Promise<CompiledLearner> {
    const folder = join(buildFolder(), id);
    await clearOldBuilds();
    await mkdir(folder, { recursive: true });
    const bundles = await packageBundles();
    const [host, learner] = await Promise.all([
      compiledHost(),
      esbuild
        .build({
          ...FOR_LEARNER_PROCESSES,
          sourcemap: 'inline',
          outExtension: { '.js': '.mjs' },
          entryPoints: Object.entries(files).map(([name, path]) => ({ in: path, out: join('files', stem(name)) })),
          outdir: folder,
          splitting: true,
          chunkNames: 'files/shared-[hash]',
          plugins: [bundledPackages(bundles), courseImports(files)],
        })
        .catch((error: esbuild.BuildFailure) => error),
    ]);
    if (learner instanceof Error) {
      await rm(folder, { recursive: true, force: true });
      throw notCompiled(learner, files);
    }
    const outputs = Object.keys(files).map((name) => [name, join(folder, 'files', `${stem(name)}.mjs`)] as const);
    return new CompiledLearner(folder, new Map(outputs), host);
  }

  /** The compiled form of a learner file. */
  file(name: string): string {
    const compiled = this.#files.get(name);
    if (!compiled) throw new Error(`the lab has no learner file ${name}`);
    return compiled;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What a run that was killed left behind. */
async function clearOldBuilds(): Promise<void> {
  const aDayAgo = Date.now() - 86_400_000;
  for (const entry of await readdir(buildFolder()).catch(() => [])) {
    if (entry === 'packages') continue;
    const folder = join(buildFolder(), entry);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
    if (mtimeMs < aDayAgo) await rm(folder, { recursive: true, force: true });
  }
}

const stem = (name: string): string => basename(name, '.ts');

/**
 * Resolves the course's own imports from wherever the file lies (`--from` may be outside of the clone), and imports
 * between a variant's files to that variant's overlay. Packages stay imports, found from the clone's node_modules.
 */
function courseImports(files: Readonly<Record<string, string>>): esbuild.Plugin {
  const overlay = new Map(Object.entries(files));
  const folders = new Set(Object.values(files).map(dirname));
  return {
    name: 'course-imports',
    setup: (build) => {
      build.onResolve({ filter: /^#kit\// }, ({ path }) => ({
        path: join(courseRoot, 'harness/kit', `${path.slice(5)}.ts`),
      }));
      build.onResolve({ filter: /^#lab\// }, ({ path }) => ({ path: join(courseRoot, 'labs', path.slice(5)) }));
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const wanted = resolve(resolveDir, path);
        if (!folders.has(dirname(wanted))) return undefined;
        const overlaid = overlay.get(basename(wanted));
        return overlaid ? { path: overlaid } : undefined;
      });
    },
  };
}

function notCompiled(
  failure: Error & Partial<esbuild.BuildFailure>,
  files: Readonly<Record<string, string>>,
): LearnerProblem {
  const messages = failure.errors ?? [];
  if (messages.length === 0) throw failure;
  const nameOf = (file: string) => Object.keys(files).find((name) => resolve(courseRoot, file) === files[name]) ?? file;
  const facts = messages.slice(0, 3).map(({ text, location }) => {
    const where = location ? `${nameOf(location.file)}:${location.line}:${location.column + 1}` : 'your files';
    return `${where}: ${text}${location?.lineText.trim() ? ` — ${location.lineText.trim()}` : ''}`;
  });
  return new LearnerProblem(
    'does-not-compile',
    facts.map((said) => ({ actor: 'compiler', said })),
  );
}
