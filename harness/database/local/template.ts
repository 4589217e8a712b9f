import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { diskFull, HarnessError } from '../../errors.ts';
import { makeFolder } from '../../machine/made-folder.ts';
import { inFolders, onPath } from '../../machine/programs.ts';
import type { Progress } from '../../machine/progress.ts';
import { cacheFolder } from '../../paths.ts';
import type { DatabaseServer } from './find-server.ts';
import { argumentsOf, storageSettings } from './server-settings.ts';

/**
 * A data directory in which nothing was done yet, made once per server and copied for each start: copying takes 0.05 s,
 * making one 0.8 s. `environment` marks the processes that make it as their owner's. Throws DATABASE_EXITED.
 */
export async function dataTemplate(
  server: DatabaseServer,
  environment: Readonly<Record<string, string>>,
  progress: Progress,
): Promise<string> {
  const { size, mtimeMs } = await stat(server.path);
  const settings = argumentsOf(storageSettings(server.flavour));
  const identity = createHash('sha256')
    .update(JSON.stringify([server, size, mtimeMs, settings]))
    .digest('hex');
  const target = join(cacheFolder(), 'made', `database-${identity.slice(0, 16)}`);
  if (await stat(target).catch(() => undefined)) return target;
  progress('preparing an empty database, once');
  await makeFolder(target, async (fresh) => {
    const data = join(fresh, 'data');
    const [program, args] = await maker(server, data, settings);
    await promisify(execFile)(program, args, {
      env: { ...process.env, ...environment },
      maxBuffer: 10_000_000,
    }).catch((error: Error & { stderr?: string; stdout?: string }) => failed(server, program, fresh, error));
  }).catch(async (error: NodeJS.ErrnoException) => {
    // Another process made it meanwhile, and it is the same.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return target;
}

/** The program that fills an empty data directory, and its arguments. */
async function maker(server: DatabaseServer, data: string, settings: readonly string[]): Promise<[string, string[]]> {
  const [noDefaults, ...others] = settings as [string, ...string[]];
  if (server.flavour === 'mysql')
    return [server.path, [noDefaults, '--initialize-insecure', `--datadir=${data}`, ...others]];
  const base = dirname(dirname(server.path));
  const script =
    (await inFolders('mariadb-install-db', [join(base, 'scripts'), join(base, 'bin')])) ??
    (await onPath('mariadb-install-db'));
  if (!script)
    throw new HarnessError({
      code: 'DATABASE_MISSING',
      what: `${server.path} is there, but mariadb-install-db is not.`,
      why: `It makes MariaDB's first data; it is neither in ${base} nor on the PATH.`,
      next: 'Install all of MariaDB’s server, or set KAFKA_LABS_DATABASE=maven to use the one that the course fetches.',
    });
  const habits = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
  return [script, [noDefaults, `--basedir=${base}`, `--datadir=${data}`, ...habits, ...others]];
}

function failed(
  server: DatabaseServer,
  program: string,
  folder: string,
  error: Error & { stderr?: string; stdout?: string },
): never {
  const lines = `${error.stdout ?? ''}\n${error.stderr || error.message}`.trim().split('\n');
  if (lines.some((line) => /No space left|Errcode: 28/.test(line))) throw diskFull(folder);
  const telling = lines.filter((line) => /ERROR|FATAL|error/.test(line));
  throw new HarnessError({
    code: 'DATABASE_EXITED',
    what: `${program} did not make a data directory.`,
    why: [
      'Its last lines:',
      ...(telling.length > 0 ? telling : lines).slice(-5).map((line) => line.slice(0, 200)),
    ].join('\n'),
    next: `Set KAFKA_LABS_DATABASE=maven to use the database that the course fetches instead of ${server.path}, then run the command again.`,
    cause: error,
  });
}
