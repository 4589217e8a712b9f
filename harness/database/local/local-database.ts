import { constants } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { eventually, NeverHappenedError, StopAskingError } from '../../broker/eventually.ts';
import { diskFull, HarnessError } from '../../errors.ts';
import { freePorts } from '../../machine/free-ports.ts';
import { inFolders, onPath } from '../../machine/programs.ts';
import { logFolder, stateFolder } from '../../paths.ts';
import { ServerProcess } from '../../process/server-process.ts';
import { APP, initFile, newAdmin } from '../accounts.ts';
import {
  type Account,
  type DatabaseAddress,
  type DatabaseFlavour,
  databaseName,
  type RunningDatabase,
} from '../database.ts';
import { answers, clearServer } from '../server.ts';
import type { DatabaseServer } from './find-server.ts';
import { argumentsOf, settingsOf } from './server-settings.ts';

export interface StartOptions {
  server: DatabaseServer;
  /** A data directory to begin with; it is copied. */
  template: string;
  /** Marks the process as its owner's. */
  environment?: Readonly<Record<string, string>>;
  onSpawn?: (process: ServerProcess) => void;
  readyWithinMs?: number;
}

/** A server process of this machine, on a fresh folder that goes with it. */
export class LocalDatabase implements RunningDatabase {
  readonly runtime = 'local';
  readonly flavour: DatabaseFlavour;
  readonly version: string;
  readonly address: DatabaseAddress;
  readonly admin = newAdmin();
  readonly app: Account = APP;
  onUnexpectedExit: ((how: string) => void) | undefined;
  readonly #server: DatabaseServer;
  readonly #process = new ServerProcess(join(logFolder(), 'database.log'));
  readonly #folder: string;
  #client: string | undefined;

  private constructor(server: DatabaseServer, folder: string, port: number) {
    this.#server = server;
    this.#folder = folder;
    this.flavour = server.flavour;
    this.version = server.version;
    this.address = { host: '127.0.0.1', port };
    this.#process.onUnexpectedExit = (how) => this.onUnexpectedExit?.(how);
  }

  /** Resolves once the server answers. Throws DATABASE_EXITED or DATABASE_NOT_READY, and leaves nothing then. */
  static async start(options: StartOptions): Promise<LocalDatabase> {
    const { server, template, environment = {}, onSpawn, readyWithinMs = 60_000 } = options;
    await mkdir(logFolder(), { recursive: true });
    const folder = await mkdtemp(join(stateFolder(), 'database-'));
    const [port] = await freePorts(1);
    const database = new LocalDatabase(server, folder, port!);
    const running = database.#process;
    try {
      await cp(template, folder, { recursive: true, mode: constants.COPYFILE_FICLONE });
      await mkdir(join(folder, 'tmp'));
      await writeFile(join(folder, 'init.sql'), initFile(server.flavour, database.admin), { mode: 0o600 });
      await writeFile(running.logFile, '');
      running.onSpawn = () => onSpawn?.(running);
      const args = argumentsOf(settingsOf(server.flavour, folder, port!));
      running.spawnCommand({ program: server.path, args, environment });
      await database.#ready(readyWithinMs);
      database.#client = await findClient(server);
      return database;
    } catch (error) {
      await database.dispose();
      throw error;
    }
  }

  clear(): Promise<void> {
    return clearServer(this);
  }

  async whyUnfit(): Promise<string | undefined> {
    if (this.#process.exit !== undefined) return `its process ${this.#process.exit}`;
    return answers(this, 1_000).then(
      () => undefined,
      (error: Error) => error.message,
    );
  }

  consoleCommand(): string | undefined {
    const { host, port } = this.address;
    const { user, password } = this.app;
    return this.#client && `${this.#client} -h ${host} -P ${port} -u ${user} -p${password} -e 'SHOW DATABASES'`;
  }

  async dispose(): Promise<void> {
    await this.#process.end('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #ready(withinMs: number): Promise<void> {
    const isReady = () => {
      if (this.#process.exit !== undefined) throw new StopAskingError(this.#exited());
      return answers(this, 1_000);
    };
    await eventually('the database answers', isReady, { withinMs, everyMs: 10 }).catch((error: unknown) => {
      if (this.#process.exit !== undefined) throw this.#exited();
      if (error instanceof NeverHappenedError) throw this.#notReady(withinMs, error);
      throw error;
    });
  }

  #exited(): HarnessError {
    const lines = this.#process.lastLines();
    if (lines.some((line) => /No space left|Errcode: 28/.test(line))) return diskFull(this.#folder);
    return new HarnessError({
      code: 'DATABASE_EXITED',
      what: `${databaseName(this)} did not stay up.`,
      why: [`Its process (${this.#server.path}) ${this.#process.exit}. Its last lines:`, ...lines].join('\n'),
      next: 'Run `npm run lab -- doctor`, then the command again. KAFKA_LABS_DATABASE=maven uses the database that the course fetches.',
      log: this.#process.logFile,
    });
  }

  #notReady(withinMs: number, cause: NeverHappenedError): HarnessError {
    const last = cause.cause instanceof Error ? ` (${cause.cause.message})` : '';
    return new HarnessError({
      code: 'DATABASE_NOT_READY',
      what: `${databaseName(this)} did not become ready in ${withinMs / 1000} s.`,
      why: [
        `Its process runs, but it does not answer SELECT 1${last}. Its last lines:`,
        ...this.#process.lastLines(),
      ].join('\n'),
      next: 'Run `npm run lab -- down`, close what keeps the machine busy, and try again.',
      log: this.#process.logFile,
      cause,
    });
  }
}

/** The client program beside the server, or on the PATH. */
async function findClient({ path, flavour }: DatabaseServer): Promise<string | undefined> {
  const name = flavour === 'mariadb' ? 'mariadb' : 'mysql';
  return (await inFolders(name, [dirname(path), join(dirname(path), '../bin')])) ?? onPath(name);
}
