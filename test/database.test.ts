import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import { DatabaseConnection } from '../harness/database/connection.ts';
import { testDatabase } from './support/test-database.ts';

const { server, runtime } = testDatabase();

const asAdmin = (): Promise<DatabaseConnection> => DatabaseConnection.open(server().address, server().admin);
const asApp = (): Promise<DatabaseConnection> => DatabaseConnection.open(server().address, server().app);

describe('the user that programs under test log in with', () => {
  test('may do everything in databases named shop_…', async () => {
    using app = await asApp();
    await app.run(['CREATE DATABASE shop_a', 'USE shop_a', 'CREATE TABLE orders (id INT PRIMARY KEY)']);
    await app.query('INSERT INTO orders VALUES (?)', [1]);
    expect(await app.query('SELECT id FROM shop_a.orders')).toEqual([{ id: 1 }]);
    await app.query('DROP DATABASE shop_a');
  });

  test.each([
    'CREATE DATABASE shopping',
    'CREATE DATABASE shop',
    'SELECT * FROM mysql.user',
    'SET GLOBAL max_connections = 1',
    "CREATE USER 'other'@'%'",
    "SELECT 1 INTO OUTFILE '/tmp/kafka-labs-never'",
  ])('may not: %s', async (statement) => {
    using app = await asApp();
    await expect(app.query(statement)).rejects.toMatchObject({
      sqlState: expect.stringMatching(/^(42000|28000)$/),
    });
  });
});

test('root needs its password, and nobody else is let in', async () => {
  const { address, admin } = server();
  for (const account of [
    { ...admin, password: '' },
    { user: '', password: '' },
    { user: 'shop', password: '' },
  ])
    await expect(DatabaseConnection.open(address, account)).rejects.toMatchObject({ sqlState: '28000' });
});

test('it listens on the loopback address only', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address: host } of others)
    await expect(
      DatabaseConnection.open({ ...server().address, host }, server().app, { timeoutMs: 2_000 }),
    ).rejects.toMatchObject({ name: 'DatabaseUnreachableError' });
});

test('its binary log has each changed row, and nothing of how the accounts were made', async () => {
  using admin = await asAdmin();
  const [settings] = await admin.query(
    'SELECT @@log_bin AS log, @@binlog_format AS format, @@binlog_row_image AS image',
  );
  expect(settings).toEqual({ log: 1, format: 'ROW', image: 'FULL' });
  const events = await admin.query<{ Info: string }>('SHOW BINLOG EVENTS');
  expect(events.filter(({ Info }) => /USER|GRANT|global_priv/.test(Info))).toEqual([]);
});

test('values come whole: no digit is lost, and no time zone is added', async () => {
  using admin = await asAdmin();
  await admin.run(['CREATE DATABASE shop_values', 'USE shop_values']);
  await admin.run(['CREATE TABLE v (big BIGINT, price DECIMAL(20,10), data JSON, at DATETIME(3), name VARCHAR(50))']);
  const row = {
    big: '9007199254740993',
    price: '1234567890.0123456789',
    at: '2026-01-02 03:04:05.678',
    name: '주문 👋',
  };
  await admin.query('INSERT INTO v SET ?', [{ ...row, data: '[1]' }]);
  expect(await admin.query('SELECT * FROM v')).toEqual([{ ...row, data: '[1]' }]);
});

test('clearing ends sessions that hold locks, and drops every database of the labs', async () => {
  using app = await asApp();
  await app.run(['CREATE DATABASE shop_locked', 'USE shop_locked', 'CREATE TABLE t (id INT PRIMARY KEY)']);
  await app.run(['INSERT INTO t VALUES (1)', 'START TRANSACTION', 'SELECT * FROM t FOR UPDATE']);
  await server().clear();
  using admin = await asAdmin();
  expect(await admin.query("SHOW DATABASES LIKE 'shop%'")).toEqual([]);
  await expect(app.query('SELECT 1')).rejects.toMatchObject({ name: 'DatabaseUnreachableError' });
});

test('a second server beside it is one of its own', async () => {
  using admin = await asAdmin();
  await admin.query('CREATE DATABASE shop_mine');
  const other = await runtime.start(() => {});
  try {
    expect(other.address.port).not.toBe(server().address.port);
    using onOther = await DatabaseConnection.open(other.address, other.admin);
    expect(await onOther.query("SHOW DATABASES LIKE 'shop%'")).toEqual([]);
    expect(runtime.processes).toHaveLength(2);
  } finally {
    await other.dispose();
  }
});

test('one that is killed is told, is not fit, and what asks it gets no answer', async () => {
  const doomed = await runtime.start(() => {});
  try {
    const told = new Promise<string>((resolve) => {
      doomed.onUnexpectedExit = resolve;
    });
    using admin = await DatabaseConnection.open(doomed.address, doomed.admin);
    expect(await doomed.whyUnfit()).toBeUndefined();
    process.kill(runtime.processes.at(-1)!.pid, 'SIGKILL');
    expect(await told).toBe('was ended by SIGKILL');
    expect(await doomed.whyUnfit()).toBe('its process was ended by SIGKILL');
    await expect(admin.query('SELECT 1')).rejects.toMatchObject({ name: 'DatabaseUnreachableError' });
    await eventually('the other one is left', () => runtime.processes.length === 1);
  } finally {
    await doomed.dispose();
  }
});
