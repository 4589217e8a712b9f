import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Death } from '../cluster/keeper/api.ts';
import { FakeDatabaseClient, FakeServer } from '../tap/database/fake-server.ts';
import type { CheckContext } from './check-context.ts';
import { deadDatabase, fail, judge } from './fake-run.ts';

describe('a check of a lab with a database', () => {
  test('is inconclusive when the database dies unasked, whatever the check thinks', async () => {
    const { report, asked } = await judge('withDatabase', async (_, died) => {
      died({ kind: 'database', how: 'was ended by SIGKILL' });
    });
    expect(report).toMatchObject({
      outcome: 'inconclusive',
      reason: 'the database was ended by SIGKILL, and nobody here asked it to',
    });
    expect(asked).toEqual(['database']);
  });

  test('is inconclusive when the database does not answer', async () => {
    const { report } = await judge('withDatabase', async ({ database }) => {
      await database.createSchema(['CREATE TABLE orders (id INT)']);
    });
    expect(report).toMatchObject({ outcome: 'inconclusive', reason: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('a cluster whose controller dies unasked', () => {
  const controllerDied: Death = { kind: 'controller', shape: 'one', how: 'was ended by SIGKILL' };
  const reason = 'the controller of the cluster was ended by SIGKILL, and nobody here asked it to';

  test('makes the check under way inconclusive, and those after it', async () => {
    const { report } = await judge('without', async (_, died) => died(controllerDied));
    expect(report).toMatchObject({ outcome: 'inconclusive', reason });
    let isPlayed = false;
    const later = await judge(
      'without',
      async () => {
        isPlayed = true;
      },
      { before: [controllerDied] },
    );
    expect(later.report).toMatchObject({ outcome: 'inconclusive', reason });
    expect(isPlayed).toBe(false);
  });

  test('concerns no check on another cluster', async () => {
    const { report } = await judge('without', async (_, died) => died({ ...controllerDied, shape: 'three' }));
    expect(report.outcome).toBe('passed');
  });
});

test('a broker that dies between two checks is started again by the one after', async () => {
  const { acted } = await judge('without', async () => {}, {
    before: [{ kind: 'broker', shape: 'one', brokerId: 1, how: 'was ended by SIGKILL' }],
  });
  expect(acted).toEqual(['start 1']);
});

describe('a check that fails', () => {
  const fails = async () => fail('order-lost', []);
  const broker: Death = { kind: 'broker', shape: 'one', brokerId: 1, how: 'ended with code 137' };

  test('has failed where all servers are there', async () => {
    const { report } = await judge('without', fails);
    expect(report).toMatchObject({ outcome: 'failed', diagnosis: { code: 'order-lost' } });
  });

  test('is inconclusive where a server has ended of which nobody has told yet', async () => {
    const { report } = await judge('without', fails, { unheard: [broker] });
    const reason = 'broker 1 ended with code 137, and nobody here asked it to';
    expect(report).toMatchObject({ outcome: 'inconclusive', reason });
  });

  test('is inconclusive on brokers of which one died before it and was started again', async () => {
    const { report, acted } = await judge('without', fails, { before: [broker] });
    const reason = 'earlier in this run broker 1 ended with code 137, and nobody here asked it to';
    expect(report).toMatchObject({ outcome: 'inconclusive', reason });
    expect(acted).toEqual(['start 1']);
  });

  test('is inconclusive where a frozen broker cannot be woken', async () => {
    const freezesAndFails = async ({ cluster }: CheckContext) => {
      await cluster.freeze(1);
      await fails();
    };
    const act = async (action: string) => {
      if (action === 'resume') throw new Error('broker 1 has ended');
    };
    const { report, acted } = await judge('without', freezesAndFails, { act });
    expect(report).toMatchObject({ outcome: 'inconclusive', reason: 'broker 1 has ended' });
    expect(acted.slice(0, 2)).toEqual(['freeze 1', 'resume 1']);
  });
});

describe('a process of a lab with a database', () => {
  test('has a lane to it, whose commands are in the history under its name', async () => {
    const server = await FakeServer.start();
    let history: CheckContext['history'] | undefined;
    const { report } = await judge(
      'withDatabase',
      async (context) => {
        history = context.history;
        const { databaseLane } = await context.startLearner({ as: 'worker' });
        const client = await FakeDatabaseClient.logIn(databaseLane.port);
        client.send('COMMIT');
        await client.has(1);
      },
      { database: { ...deadDatabase, port: server.port } },
    );
    expect(report.reason).toBeUndefined();
    expect(server.seen).toEqual(['COMMIT']);
    expect(history!.events.map(({ actor, details }) => [actor, details.kind])).toEqual([
      ['worker', 'command'],
      ['database', 'reply'],
    ]);
  });

  test('has it closed when the check is over, and what it held never goes out', async () => {
    const server = await FakeServer.start();
    const { report, parts } = await judge(
      'withDatabase',
      async ({ startLearner }) => {
        await startLearner({ as: 'worker' });
        const { databaseLane: lane } = await startLearner({ as: 'worker 2' });
        const held = lane.add({ verb: 'COMMIT' }, { act: 'hold' });
        (await FakeDatabaseClient.logIn(lane.port)).send('COMMIT');
        await held.hit;
      },
      { database: { ...deadDatabase, port: server.port } },
    );
    expect(report.reason).toBeUndefined();
    expect(parts.map(({ name }) => name)).toEqual(['worker', 'worker 2']);
    for (const { database } of parts) {
      expect(database!.connections).toBe(0);
      await FakeDatabaseClient.connect(database!.port).ended(); // nobody listens there any more
    }
    expect(server.seen).toEqual([]);
  });
});

describe('a check of a lab without a database', () => {
  test('asks for none', async () => {
    const { report, asked } = await judge('without', async () => {});
    expect([report.outcome, asked]).toEqual(['passed', []]);
  });

  test('starts processes without a way to one', async () => {
    const { parts } = await judge('without', async ({ startLearner }) => void (await startLearner({ as: 'worker' })));
    expect(parts).toMatchObject([{ name: 'worker', database: undefined }]);
  });

  test('that uses one is told what lab.ts must say', async () => {
    const { report } = await judge('without', async ({ database }) => {
      await database.createSchema([]);
    });
    expect(report).toMatchObject({
      outcome: 'harness-error',
      reason: expect.stringContaining('lab 09-orders has no database: its lab.ts does not say `database: true`'),
    });
  });
});

test('a file of a check’s programs lies beside its history, under its own name', async () => {
  let paths: string[] = [];
  const { recordFolder } = await judge('without', async ({ filePath }) => {
    paths = [filePath('orders.db'), filePath('seen.txt')];
    for (const path of paths) await writeFile(path, 'written');
  });
  expect(paths).toEqual(['01-orders.db', '01-seen.txt'].map((name) => join(recordFolder, 'history', name)));
  expect(await readFile(paths[0]!, 'utf8')).toBe('written');
});

test('a check whose run is given up ends at once, whatever it waits for', async () => {
  const { report } = await judge('without', (_, __, giveUp) => {
    giveUp();
    return new Promise(() => {}); // a check that waits for a broker may do so for a minute
  });
  expect(report).toMatchObject({ outcome: 'inconclusive', reason: 'the run was given up' });
});
