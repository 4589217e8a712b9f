import type { Progress } from '../../machine/progress.ts';
import type { ProcessIdentity } from '../../process/identity.ts';
import type { ServerProcess } from '../../process/server-process.ts';
import { type DatabaseRuntime, databaseName } from '../database.ts';
import { type DatabaseInstallation, installDatabase } from './install-database.ts';
import { LocalDatabase } from './local-database.ts';

/** Databases as processes of this machine. `environment` marks them as their owner's. */
export class LocalDatabaseRuntime implements DatabaseRuntime {
  readonly #environment: Record<string, string>;
  readonly #servers = new Set<ServerProcess>();
  onProcessesChange: (() => void) | undefined;
  #installation: Promise<DatabaseInstallation> | undefined;

  constructor(environment: Record<string, string> = {}) {
    this.#environment = environment;
  }

  get processes(): ProcessIdentity[] {
    return [...this.#servers].map(({ identity }) => identity).filter((identity) => identity !== undefined);
  }

  async prepare(progress: Progress): Promise<void> {
    await this.#installed(progress);
  }

  async start(progress: Progress): Promise<LocalDatabase> {
    const { server, template } = await this.#installed(progress);
    progress(`starting ${databaseName(server)}`);
    const onSpawn = (process: ServerProcess) => {
      for (const known of this.#servers) if (known.exit !== undefined) this.#servers.delete(known);
      this.#servers.add(process);
      this.onProcessesChange?.();
    };
    return LocalDatabase.start({ server, template, environment: this.#environment, onSpawn });
  }

  async #installed(progress: Progress): Promise<DatabaseInstallation> {
    this.#installation ??= installDatabase(progress, this.#environment);
    return this.#installation.catch((error: unknown) => {
      this.#installation = undefined; // what was missing may be there the next time
      throw error;
    });
  }
}
