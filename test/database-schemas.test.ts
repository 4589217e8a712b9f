import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import { DatabaseConnection } from '../harness/database/connection.ts';
import type { TestSchema } from '../harness/testing/test-schema.ts';
import { testDatabase } from './support/test-database.ts';

const { server, check } = testDatabase();
const ORDERS = 'CREATE TABLE orders (id INT PRIMARY KEY)';
const OUTBOX = 'CREATE TABLE outbox (id INT AUTO_INCREMENT PRIMARY KEY, order_id INT NOT NULL)';

/** A program of its own that commits order 1, then inserts order 2 and goes no further. */
async function startClient(schema: TestSchema): Promise<ReturnType<typeof spawn>> {
  const { address, app } = server();
  const options = { ...address, ...app, database: schema.name };
  const program = `
    import { createConnection } from 'mysql2/promise';
    const connection = await createConnection(${JSON.stringify(options)});
    await connection.query('INSERT INTO orders VALUES (1)');
    await connection.beginTransaction();
    await connection.query('INSERT INTO orders VALUES (2)');
    console.log('in the middle');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout!, 'data');
  return child;
}

describe('schemas of a check', () => {
  test('are alike, and no two have one name', async () => {
    const database = check();
    const schemas = await database.createSchemas(30, [ORDERS, OUTBOX]);
    expect(new Set(schemas.map(({ name }) => name)).size).toBe(30);
    await schemas[7]!.query('INSERT INTO orders VALUES (?)', [7]);
    const counts = schemas.map(async (schema) => (await schema.query('SELECT * FROM orders')).length);
    expect((await Promise.all(counts)).reduce((sum, count) => sum + count)).toBe(1);
    await database.release();
    using admin = await DatabaseConnection.open(server().address, server().admin);
    expect(await admin.query("SHOW DATABASES LIKE 'shop%'")).toEqual([]);
  });

  test('whose tables the server does not take throw what it says, and are dropped all the same', async () => {
    const database = check();
    await expect(database.createSchema(['CREATE TABEL orders (id INT)'])).rejects.toMatchObject({
      code: 'ER_PARSE_ERROR',
    });
    await database.release();
    using admin = await DatabaseConnection.open(server().address, server().admin);
    expect(await admin.query("SHOW DATABASES LIKE 'shop%'")).toEqual([]);
  });

  test('can be dropped one by one, also while a program holds locks in them', async () => {
    const database = check();
    const [mine, other] = await database.createSchemas(2, [ORDERS]);
    const client = await startClient(mine!);
    await mine!.drop();
    await expect(mine!.query('SELECT 1')).rejects.toMatchObject({ code: 'ER_BAD_DB_ERROR' });
    expect(await other!.query('SELECT * FROM orders')).toEqual([]);
    expect(await mine!.sessions()).toEqual([]);
    client.kill('SIGKILL');
    await database.release();
  });

  test('are out of reach once the check is over', async () => {
    const database = check();
    const schema = await database.createSchema([ORDERS]);
    await database.release();
    await expect(schema.query('SELECT 1')).rejects.toThrow('this check is over');
    await expect(database.createSchema([])).rejects.toThrow('this check is over');
  });
});

describe('a program that is killed in the middle of a transaction', () => {
  test('keeps what it committed, loses what it did not, and its session goes', async () => {
    const database = check();
    const schema = await database.createSchema([ORDERS]);
    const client = await startClient(schema);
    expect(await schema.sessions()).toMatchObject([{ user: 'shop', schema: schema.name }]);
    expect(await database.sessionsOf()).toHaveLength(1);
    client.kill('SIGKILL');
    await eventually('its session has gone', async () => (await schema.sessions()).length === 0);
    expect(await schema.query('SELECT id FROM orders')).toEqual([{ id: 1 }]);
    await database.release();
  });
});

test('the harness’s own connections are not sessions of programs under test', async () => {
  const database = check();
  const schema = await database.createSchema([ORDERS]);
  await schema.query('SELECT 1');
  expect(await schema.sessions()).toEqual([]);
  expect(await schema.query('SELECT DATABASE() AS name')).toEqual([{ name: schema.name }]);
  await database.release();
});
