import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shape } from '../cluster/cluster.ts';
import type { ClusterInfo, DatabaseInfo, Death } from '../cluster/keeper/api.ts';
import { defineLab } from '../course/define-lab.ts';
import type { CheckReport } from '../course/provided-run.ts';
import type { DatabaseLane } from '../tap/database/database-lane.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { CheckContext } from './check-context.ts';
import { Deaths } from './deaths.ts';
import type { LabRun } from './lab-run.ts';
import type { LearnerProcess, Part } from './learner-process.ts';
import { Scene } from './scene.ts';
import { type Fail, judging } from './verdicts.ts';

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
  mistakes: {},
} as const;
const labs = { without: defineLab(plain), withDatabase: defineLab({ ...plain, database: true }) };

/** Fails a check of these labs. */
export const fail: Fail<'order-lost'> = judging();

const account = { user: 'shop', password: 'shop' };
/** Nobody listens there. */
export const deadDatabase: DatabaseInfo = {
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

const clusterOf = (brokers: ClusterInfo['brokers']): ClusterInfo => ({
  runtime: 'local',
  shape: 'one',
  kafkaVersion: '4.3.1',
  brokers,
  consoleCommand: '',
  warm: true,
  startedInMs: 1,
});

/** What the run of a check is like; a cluster without brokers, and a database that does not answer, where this says nothing. */
interface FakeRun {
  database?: DatabaseInfo;
  brokers?: ClusterInfo['brokers'];
  /** What had ended before the check began. */
  before?: Death[];
  /** What has ended, and nobody has told of it yet. */
  unheard?: Death[];
  act?(action: string): Promise<void>;
  startLearner?(): Promise<LearnerProcess>;
}

/** For unit tests: judges one check of a run that has no keeper. */
export async function judge(
  lab: keyof typeof labs,
  body: (context: CheckContext, died: (death: Death) => void, giveUp: () => void) => Promise<void>,
  { database = deadDatabase, brokers = [], before = [], unheard = [], act, startLearner }: FakeRun = {},
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
    acquire: async () => clusterOf(brokers),
    endedUnasked: async () => unheard,
    act: async (_: Shape, action: string, brokerId: number) => {
      acted.push(`${action} ${brokerId}`);
      await act?.(action);
    },
    acquireDatabase: async () => {
      asked.push('database');
      return database;
    },
    startAhead: async () => {},
    startLearner: startLearner ?? (async () => fakeLearner(parts)),
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
