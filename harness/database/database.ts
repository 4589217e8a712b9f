import type { Progress } from '../machine/progress.ts';
import type { ProcessIdentity } from '../process/identity.ts';

/** The two servers that speak the protocol; labs run on either. */
export type DatabaseFlavour = 'mariadb' | 'mysql';

export interface Account {
  user: string;
  password: string;
}

/**
 * What programs under test log in with. No secrets: none may do more than labs are about.
 * `shop` may do everything in the labs’ databases; `clerk` may do what a lab grants it, table by table; `replica` may read them
 * and follow the binlog.
 */
export const ACCOUNTS = {
  shop: { user: 'shop', password: 'shop' },
  clerk: { user: 'clerk', password: 'clerk' },
  replica: { user: 'replica', password: 'replica' },
} as const satisfies Record<string, Account>;

export type AccountName = keyof typeof ACCOUNTS;

/** Whether a user of the server is one of the programs under test. */
export const isProgram = (user: string): boolean => Object.hasOwn(ACCOUNTS, user);

/** Where a server listens. */
export interface DatabaseAddress {
  host: string;
  port: number;
}

/** A database server that is up. Everything else asks this, and nothing asks how it runs. */
export interface RunningDatabase {
  readonly runtime: 'local' | 'containers';
  readonly flavour: DatabaseFlavour;
  /** Such as 11.4.5. */
  readonly version: string;
  readonly address: DatabaseAddress;
  /** May do everything. */
  readonly admin: Account;
  /** What programs under test log in with: may do everything in databases named `shop_…`, and nothing else. */
  readonly app: Account;
  /** Called when the server ends although nobody asked it to. */
  onUnexpectedExit: ((how: string) => void) | undefined;
  /** Ends the sessions and drops the databases that a run left. Throws where the server does not let it. */
  clear(): Promise<void>;
  /** Why this server is not fit for another run, or undefined when it is. */
  whyUnfit(): Promise<string | undefined>;
  /** A command line that shows the databases, for the learner to try; undefined where no client program is known. */
  consoleCommand(): string | undefined;
  dispose(): Promise<void>;
}

/** One way to run a database. */
export interface DatabaseRuntime {
  /** The processes to kill should their owner die without having ended them. */
  readonly processes: ProcessIdentity[];
  onProcessesChange: (() => void) | undefined;
  /** Fetches and makes whatever `start` needs, so that it needs no network later. Throws HarnessError where it cannot. */
  prepare(progress: Progress): Promise<void>;
  /** Starts a server with no data of anybody's. Throws HarnessError where it cannot. */
  start(progress: Progress): Promise<RunningDatabase>;
}

/** The databases of the labs: `app` may use these and no others, and they are dropped when a run is over. */
export const SCHEMA_PREFIX = 'shop_';

/** How people call it, such as “MariaDB 11.4.5”. */
export function databaseName({ flavour, version }: { flavour: DatabaseFlavour; version: string }): string {
  return `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version}`;
}
