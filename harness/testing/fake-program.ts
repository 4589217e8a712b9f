import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { CheckReport } from '../course/provided-run.ts';
import { FakeServer } from '../tap/database/fake-server.ts';
import { FakeBroker } from '../tap/fake-broker.ts';
import type { CheckContext } from './check-context.ts';
import { CompiledLearner } from './compile.ts';
import type { CrashPointsOptions } from './crash-points.ts';
import { deadDatabase, judge } from './fake-run.ts';
import type { TestGround } from './grounds.ts';
import { LearnerProcess } from './learner-process.ts';
import { effect } from './markers.ts';

const program = `
export const charges = async (charge: (id: string) => Promise<unknown>): Promise<void> => {
  await charge('order-1');
};
`;

/** Has the process charge for one order; resolves when it has. */
export const charge = (learner: LearnerProcess): Promise<void> =>
  learner.call('orders.ts', 'charges', effect('charge'));

type Body = (context: CheckContext, learner: LearnerProcess) => Promise<unknown>;

/**
 * For unit tests: compiles a program that charges, and returns what judges a check of it, with real processes and with servers
 * that know nothing. `isCleared` says whether each process that the check started has ended, and its lanes are shut.
 */
export function chargingProgram(): (body: Body) => Promise<{ report: CheckReport; isCleared: boolean }> {
  let folder: string;
  let compiled: CompiledLearner;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kafka-labs-unit-'));
    await writeFile(join(folder, 'orders.ts'), program);
    compiled = await CompiledLearner.make({ 'orders.ts': join(folder, 'orders.ts') }, `unit-${folder.slice(-6)}`);
  });
  afterAll(async () => {
    await compiled[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  return async (body) => {
    const [broker, server] = [await FakeBroker.start(), await FakeServer.start()];
    const started: LearnerProcess[] = [];
    const startLearner = async () => {
      const outputPath = join(folder, `process-${started.length}.log`);
      const learner = await LearnerProcess.start({ compiled, runId: 'unit', outputPath, register: async () => {} });
      started.push(learner);
      return learner;
    };
    const { report } = await judge(
      'withDatabase',
      async (context) => void (await body(context, await context.startLearner({ as: 'worker' }))),
      {
        database: { ...deadDatabase, port: server.port },
        brokers: [{ id: 1, host: '127.0.0.1', port: broker.port }],
        startLearner,
      },
    );
    const exits = await Promise.all(started.map((learner) => learner.exit(0)));
    const shut = started.map(({ lane, databaseLane }) => lane.connections.length + databaseLane.connections === 0);
    return { report, isCleared: started.length > 0 && exits.every(Boolean) && shut.every(Boolean) };
  };
}

/** Crash points of that program, whose order lies nowhere: one effect, and it ends by itself. */
export const chargePoints: CrashPointsOptions<TestGround> = {
  workload: [],
  effect: 'charge',
  grounds: async (count) => {
    const records = [{ subject: 'order-1', topic: 'orders', partition: 0, offset: -1 }];
    return Array.from(
      { length: count },
      () => ({ topic: 'orders', group: 'payments', records }) as unknown as TestGround,
    );
  },
  begin: charge,
  endsByItself: true,
};

/** The same check, with a cluster that has no groups: the servers of `chargingProgram` know nothing of any. */
export const withoutGroups = (context: CheckContext): CheckContext =>
  Object.assign(Object.create(context), { cluster: { leaveGroup: async () => {}, committed: async () => [] } });
