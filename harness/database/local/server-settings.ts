import { join } from 'node:path';
import type { DatabaseFlavour } from '../database.ts';

/** Sizes and habits that a data directory is made with, and run with ever after. */
const COMMON = {
  'innodb-buffer-pool-size': '32M', // 128 MB
  'innodb-use-native-aio': '0', // the system gives all programs together a small number of these
  'performance-schema': 'OFF', // on in MySQL, and costs 200 MB
  'character-set-server': 'utf8mb4',
};

const OF_FLAVOUR: Record<DatabaseFlavour, Record<string, string>> = {
  mariadb: {
    'innodb-log-file-size': '16M', // 96 MB, written in full when the directory is made
    'loose-innodb-undo-tablespaces': '0', // 3 of 10 MB each
  },
  mysql: { 'loose-innodb-redo-log-capacity': '16M' },
};

/** What `innodb` must know when it makes a data directory, as for every later start. */
export function storageSettings(flavour: DatabaseFlavour): Record<string, string> {
  return { ...COMMON, ...OF_FLAVOUR[flavour] };
}

/** What the labs need of every server, however it runs, with the default it replaces. */
export const LAB_SETTINGS: Readonly<Record<string, string>> = {
  'server-id': '1',
  'binlog-format': 'ROW', // MIXED in MariaDB
  // A lab kills programs, not the server: nothing need wait for the disk.
  'innodb-flush-log-at-trx-commit': '0', // 1
  'sync-binlog': '0', // 1 in MySQL
  'innodb-doublewrite': '0', // on
  'loose-innodb-flush-method': 'nosync', // fsync or O_DIRECT: in MySQL 60 tables take 0.5 s more, and longer on slow disks
  'max-connections': '400', // 151: crash points run dozens of programs, each with a pool
  'local-infile': '0',
  'default-time-zone': '+00:00',
};

/** Every setting of a server that labs use, with the default it replaces. `folder` is its own; `data` lies in it. */
export function settingsOf(flavour: DatabaseFlavour, folder: string, port: number): Record<string, string> {
  return {
    datadir: join(folder, 'data'),
    tmpdir: join(folder, 'tmp'),
    'secure-file-priv': join(folder, 'tmp'), // files of this user are none of the server's business
    'init-file': join(folder, 'init.sql'),
    'bind-address': '127.0.0.1',
    port: String(port),
    socket: '', // an empty name makes none
    'log-bin': join(folder, 'data', 'binlog'), // off in MariaDB
    ...LAB_SETTINGS,
    ...storageSettings(flavour),
    ...(flavour === 'mariadb'
      ? { ssl: '0' } // else it makes keys at each start, which takes 3 to 9 s
      : { 'tls-version': '', 'auto-generate-certs': 'OFF', mysqlx: 'OFF' }),
  };
}

/** Settings as arguments. First of all: no settings of this machine's own server. */
export function argumentsOf(settings: Readonly<Record<string, string>>): string[] {
  // A server that root starts wants to be told that this is meant.
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  return ['--no-defaults', ...user, ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`)];
}
