import { randomBytes } from 'node:crypto';
import { ACCOUNTS, type Account, type DatabaseFlavour, SCHEMA_PREFIX } from './database.ts';

/** What programs under test log in with, unless a lab says otherwise. */
export const APP: Account = ACCOUNTS.shop;

/** root with a password that nobody else on this machine knows: it could read files in this user's name. */
export function newAdmin(): Account {
  return { user: 'root', password: randomBytes(12).toString('hex') };
}

/** What a server runs before it lets anybody in, a statement a line: the accounts, and no others. */
export function initFile(flavour: DatabaseFlavour, admin: Account): string {
  return asFile([
    // MariaDB comes with a root for each name of this machine, and a nobody, none with a password.
    ...(flavour === 'mariadb'
      ? ["DELETE FROM mysql.global_priv WHERE User IN ('', 'root') AND NOT (User = 'root' AND Host = 'localhost')"]
      : []),
    'FLUSH PRIVILEGES',
    `ALTER USER '${admin.user}'@'localhost' IDENTIFIED BY '${admin.password}'`,
    ...programAccounts(),
  ]);
}

/** The same for an image of a server, which makes root by itself. */
export const accountsFile = (): string => asFile(programAccounts());

function programAccounts(): string[] {
  // In SQL’s patterns an underscore is any character, unless it is escaped.
  const schemas = `${SCHEMA_PREFIX.replace('_', '\\_')}%`;
  return [
    ...Object.values(ACCOUNTS).map(
      ({ user, password }) => `CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED BY '${password}'`,
    ),
    `GRANT ALL PRIVILEGES ON \`${schemas}\`.* TO '${ACCOUNTS.shop.user}'@'%'`,
    `GRANT SELECT ON \`${schemas}\`.* TO '${ACCOUNTS.replica.user}'@'%'`,
    `GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '${ACCOUNTS.replica.user}'@'%'`,
  ];
}

const asFile = (statements: readonly string[]): string =>
  // The log shall hold the labs' changes only.
  ['SET sql_log_bin=0', ...statements].map((statement) => `${statement};\n`).join('');
