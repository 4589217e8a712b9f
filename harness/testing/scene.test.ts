import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Shape } from '../cluster/cluster.ts';
import type { ClusterInfo, DatabaseInfo, Death } from '../cluster/keeper/api.ts';
import { defineLab } from '../course/define-lab.ts';
import type { CheckReport } from '../course/provided-run.ts';
import type { DatabaseLane } from '../tap/database/database-lane.ts';
import { FakeDatabaseClient, FakeServer } from '../tap/database/fake-server.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { CheckContext } from './check.ts';
import { Deaths } from './deaths.ts';
import type { LabRun } from './lab-run.ts';
import type { Part } from './learner-process.ts';
import { Scene } from './scene.ts';
import { fail } from './verdicts.ts';

const plain = {
  title: 'Orders',
  goal: 'Keep orders.',
  minutes: 1,
  shape: 'one',
  files: ['orders.ts'],
  tasks: ['orders'],
  decisions: [],
  diagnoses: {
    'order-lost': { title: 'An order is lost.', why: 'It was not kept.', section: 'your-task', hints: ['a', 'b', 'c'] },
  },
} as const;
const labs = { without: defineLab(plain), withDatabase: defineLab({ ...plain, database: true }) };

const cluster: ClusterInfo = {
  runtime: 'local',
  shape: 'one',
  kafkaVersion: '4.3.1',
  brokers: [],
  consoleCommand: '',
  warm: true,
  startedInMs: 1,
};
const account = { user: 'shop', password: 'shop' };
/** Nobody listens there. */
const deadDatabase: DatabaseInfo = {
  runtime: 'local',
  flavour: 'mariadb',
  version: '11.4.5',
  host: '127.0.0.1',
  port: 1,
  admin: account,
  app: account,
  warm: true,
  startedInMs: 1,
};

/** Judges one check of a run that has a cluster without brokers and a database that does not answer. */
async function judge(
  lab: keyof typeof labs,
  body: (context: CheckContext, died: (death: Death) => void, giveUp: () => void) => Promise<void>,
  { database = deadDatabase, before = [] as Death[], unheard = [] as Death[], act = async (_: string) => {} } = {},
): Promise<{ report: CheckReport; asked: string[]; acted: string[]; parts: Part[]; recordFolder: string }> {
  const recordFolder = await temporaryFolder();
  await mkdir(join(recordFolder, 'history'));
  const asked: string[] = [];
  const acted: string[] = [];
  const parts: Part[] = [];
  const run = {
    provided: { lab: '09-orders', files: {}, runId: '0123456789', recordFolder },
    deaths: new Deaths('one'),
    onCancel: new Set<() => void>(),
    isCancelled: false,
    historyFile: () => join(recordFolder, 'history', '01.jsonl'),
    compiled: async () => {},
    acquire: async () => cluster,
    endedUnasked: async () => unheard,
    act: async (_: Shape, action: string, brokerId: number) => {
      acted.push(`${action} ${brokerId}`);
      await act(action);
    },
    acquireDatabase: async () => {
      asked.push('database');
      return database;
    },
    startLearner: async () => fakeLearner(parts),
  };
  for (const death of before) run.deaths.hear(death);
  const scene = new Scene(run as unknown as LabRun, labs[lab], 'orders are kept', {});
  const giveUp = () => {
    run.isCancelled = true;
    for (const tell of run.onCancel) tell();
  };
  const died = (death: Death) => run.deaths.hear(death);
  const report = await scene.judge((context) => body(context, died, giveUp));
  return { report, asked, acted, parts, recordFolder };
}

/** A process that never was; `parts` are told the part that it takes in the check. */
const fakeLearner = (parts: Part[]) => ({
  databaseLane: undefined as DatabaseLane | undefined,
  takePart(part: Part) {
    parts.push(part);
    this.databaseLane = part.database;
  },
  problem: new Promise<never>(() => {}),
  kill: async () => {},
  output: { lastLines: [] },
});

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
