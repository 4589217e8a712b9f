import type { DatabaseRuntime, RunningDatabase } from '../../database/database.ts';
import type { Progress } from '../../machine/progress.ts';
import type { DatabaseInfo, KeeperStatus } from './api.ts';
import { keeperIsEnding } from './keeper-is-ending.ts';

interface Warm {
  database: RunningDatabase;
  startedAt: number;
  startedInMs: number;
}

/** The database that stays up between runs. What a run left in it is dropped; one that died or does not let it is replaced. */
export class WarmDatabase {
  readonly #runtime: DatabaseRuntime;
  readonly #onDied: (how: string) => void;
  #warm: Warm | undefined;
  #starting: Promise<Warm> | undefined;
  #acquiring: Promise<DatabaseInfo> | undefined;
  #isDisposed = false;

  constructor(runtime: DatabaseRuntime, onDied: (how: string) => void) {
    this.#runtime = runtime;
    this.#onDied = onDied;
  }

  /** A fit and empty database: the warm one, else a new one. `inRun`: this run has it already, so it is left as it is. */
  acquire(inRun: boolean, progress: Progress): Promise<DatabaseInfo> {
    // The command and its tests ask at the same time: while the one's database is judged, the other must not get it.
    this.#acquiring ??= this.#judgeOrStart(inRun, progress).finally(() => {
      this.#acquiring = undefined;
    });
    return this.#acquiring;
  }

  async #judgeOrStart(inRun: boolean, progress: Progress): Promise<DatabaseInfo> {
    if (this.#starting) {
      progress('a fresh database is on its way');
      return info(await this.#starting, false);
    }
    if (this.#warm && (inRun || (await isFit(this.#warm)))) return info(this.#warm, true);
    return info(await this.#replace(progress), false);
  }

  /** After a run: drops what it left, and replaces the database if that cannot be done. */
  async tidy(): Promise<void> {
    if (!this.#warm || this.#starting || (await isFit(this.#warm))) return;
    await this.#replace(() => {}).catch(() => {});
  }

  status(inUse: boolean): KeeperStatus['database'] {
    return (
      this.#warm && {
        ...info(this.#warm, true),
        upForMs: Date.now() - this.#warm.startedAt,
        state: this.#starting ? 'being replaced' : inUse ? 'in use' : 'ready',
      }
    );
  }

  /** Ends the database, also one that is being started: it would outlive the keeper. No other is started. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.#starting?.catch(() => {});
    await this.#warm?.database.dispose();
    this.#warm = undefined;
  }

  #replace(progress: Progress): Promise<Warm> {
    if (this.#isDisposed) return Promise.reject(keeperIsEnding());
    this.#starting = (async () => {
      await this.#warm?.database.dispose();
      this.#warm = undefined;
      const startedAt = Date.now();
      const database = await this.#runtime.start(progress);
      database.onUnexpectedExit = this.#onDied;
      this.#warm = { database, startedAt, startedInMs: Date.now() - startedAt };
      return this.#warm;
    })().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }
}

/** Also makes it so: a killed run left its databases, and perhaps sessions that hold locks. */
async function isFit({ database }: Warm): Promise<boolean> {
  if ((await database.whyUnfit()) !== undefined) return false;
  return database.clear().then(
    () => true,
    () => false,
  );
}

function info({ database, startedInMs }: Warm, warm: boolean): DatabaseInfo {
  const { runtime, flavour, version, address, admin, app } = database;
  const consoleCommand = database.consoleCommand();
  return {
    runtime,
    flavour,
    version,
    ...address,
    admin,
    app,
    ...(consoleCommand === undefined ? {} : { consoleCommand }),
    warm,
    startedInMs,
  };
}
