import { MySqlContainer } from '@testcontainers/mysql';
import { eventually, StopAskingError } from '../../broker/eventually.ts';
import { HarnessError } from '../../errors.ts';
import { type Daemon, hostOf } from '../../machine/containers/daemon.ts';
import { createNetwork } from '../../machine/containers/network.ts';
import { ServerContainer } from '../../machine/containers/server-container.ts';
import { APP, accountsFile, newAdmin } from '../accounts.ts';
import type { Account, DatabaseAddress, DatabaseFlavour, RunningDatabase } from '../database.ts';
import { LAB_SETTINGS } from '../local/server-settings.ts';
import { answers, askVersion, clearServer, type ServerToAsk } from '../server.ts';

/** Its data directory is made at its first start, which takes MySQL some seconds, and a slow disk longer. */
const READY_WITHIN_MS = 120_000;

const PORT = 3306;

/** What is replaced of an image's own settings; `loose` ones mean nothing to some servers. */
const SETTINGS: Readonly<Record<string, string>> = {
  ...LAB_SETTINGS,
  'log-bin': 'binlog',
  'innodb-buffer-pool-size': '32M',
  'performance-schema': 'OFF',
  'loose-mysqlx': 'OFF',
  'skip-name-resolve': 'ON', // a login from the network of containers would wait for a name that nobody knows
};

/** A database server in a container of the machine's daemon. */
export class ContainerDatabase implements RunningDatabase {
  readonly runtime = 'containers';
  readonly flavour: DatabaseFlavour;
  readonly version: string;
  readonly address: DatabaseAddress;
  readonly admin: Account;
  readonly app: Account = APP;
  onUnexpectedExit: ((how: string) => void) | undefined;
  readonly #container: ServerContainer;
  readonly #disposeNetwork: () => Promise<void>;

  private constructor(
    { address, admin }: ServerToAsk,
    { flavour, version }: { flavour: DatabaseFlavour; version: string },
    container: ServerContainer,
    disposeNetwork: () => Promise<void>,
  ) {
    this.address = address;
    this.admin = admin;
    this.flavour = flavour;
    this.version = version;
    this.#container = container;
    this.#disposeNetwork = disposeNetwork;
    container.onUnexpectedExit = (how) => this.onUnexpectedExit?.(how);
  }

  /** Resolves once the server answers. Throws DATABASE_EXITED or DATABASE_NOT_READY, and leaves nothing then. */
  static async start(daemon: Daemon, image: string): Promise<ContainerDatabase> {
    const admin = newAdmin();
    const network = await createNetwork(daemon);
    let container: ServerContainer | undefined;
    try {
      const mysql = new MySqlContainer(image)
        .withRootPassword(admin.password)
        .withUsername(APP.user)
        .withUserPassword(APP.password)
        .withDatabase('kafka_labs') // the module wants one
        .withName(`${network.name}-database`)
        .withNetworkMode(network.name)
        .withCopyContentToContainer([{ content: accountsFile(), target: '/docker-entrypoint-initdb.d/accounts.sql' }])
        .withCommand(Object.entries(SETTINGS).map(([name, value]) => `--${name}=${value}`));
      container = await ServerContainer.start(daemon, image, mysql);
      const server = { admin, address: { host: hostOf(daemon), port: container.started.getMappedPort(PORT) } };
      await ready(server, container);
      return new ContainerDatabase(server, await askVersion(server), container, network.dispose);
    } catch (error) {
      await container?.dispose();
      await network.dispose();
      throw error;
    }
  }

  clear(): Promise<void> {
    return clearServer(this);
  }

  async whyUnfit(): Promise<string | undefined> {
    if (this.#container.exit !== undefined) return `its container ${this.#container.exit}`;
    return answers(this, 1_000).then(
      () => undefined,
      (error: Error) => error.message,
    );
  }

  consoleCommand(): string {
    const { user, password } = this.app;
    const client = this.flavour === 'mariadb' ? 'mariadb' : 'mysql';
    return `docker exec ${this.#container.name} ${client} -h 127.0.0.1 -u ${user} -p${password} -e 'SHOW DATABASES'`;
  }

  async dispose(): Promise<void> {
    await this.#container.dispose();
    await this.#disposeNetwork();
  }
}

/**
 * The image first starts a server for itself, which listens on no port, to make the accounts: an account of ours that can
 * log in says that this is over.
 */
async function ready(server: ServerToAsk, container: ServerContainer): Promise<void> {
  const isReady = async () => {
    if (container.exit !== undefined) throw new StopAskingError(await exited(container));
    return answers({ ...server, admin: APP }, 1_000);
  };
  await eventually('the database answers', isReady, { withinMs: READY_WITHIN_MS, everyMs: 30 }).catch(async (error) => {
    throw error instanceof HarnessError ? error : await notReady(container, error);
  });
}

async function exited(container: ServerContainer): Promise<HarnessError> {
  return new HarnessError({
    code: 'DATABASE_EXITED',
    what: 'The database did not stay up.',
    why: [`Its container ${container.exit}. Its last lines:`, ...(await container.lastLines())].join('\n'),
    next: 'Run `npm run lab -- doctor`, then the command again.',
  });
}

async function notReady(container: ServerContainer, cause: Error): Promise<HarnessError> {
  const last = cause.cause instanceof Error ? ` (${cause.cause.message})` : '';
  return new HarnessError({
    code: 'DATABASE_NOT_READY',
    what: `The database did not become ready in ${READY_WITHIN_MS / 1000} s.`,
    why: [
      `Its container runs, but it does not answer SELECT 1${last}. Its last lines:`,
      ...(await container.lastLines()),
    ].join('\n'),
    next: 'Run `npm run lab -- down`, close what keeps the machine busy, and try again.',
    cause,
  });
}
