import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import { findByEnvironment, kill } from '../process/identity.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { CompiledLearner } from './compile.ts';
import { LearnerProcess } from './learner-process.ts';
import { standBy, takeStandby } from './standby.ts';

/** An idle machine starts six processes in a second; a busy one may take ten times as long. */
const SOON = { withinMs: 30_000 };
const WAITING = 6;

let runs = 0;
const newRun = (): string => `unit-standby-${process.pid}-${++runs}`;
const processesOf = (runId: string): number[] => findByEnvironment('KAFKA_LABS_RUN', runId);

/** Its parent, this process, knows of its end. */
function isReaped(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

/** Stands by for a run of its own, and waits until all processes are there. */
async function waiting(): Promise<string> {
  const runId = newRun();
  standBy(runId);
  onTestFinished(() => takeStandby(runId)?.[Symbol.dispose]());
  await eventually('all are started', () => processesOf(runId).length === WAITING, SOON);
  return runId;
}

test.runIf(process.platform === 'linux')(
  'processes that stand by bear the mark of their run, and end when nobody took them',
  { timeout: 60_000 },
  async () => {
    const runId = await waiting();
    expect(takeStandby(newRun())).toBeUndefined();
    takeStandby(runId)![Symbol.dispose]();
    await eventually('all have ended', () => processesOf(runId).length === 0, SOON);
    expect(takeStandby(runId)).toBeUndefined();
  },
);

test.runIf(process.platform === 'linux')(
  'standing by for another run ends those of the one that did not come',
  { timeout: 60_000 },
  async () => {
    const first = await waiting();
    const second = await waiting();
    await eventually('the first have ended', () => processesOf(first).length === 0, SOON);
    expect(processesOf(second)).toHaveLength(WAITING);
  },
);

test.runIf(process.platform === 'linux')(
  'a process that ended while it waited is given to nobody, and one that was given runs the learner’s code',
  { timeout: 60_000 },
  async () => {
    const runId = await waiting();
    const taken = takeStandby(runId)!;
    const [first, ...others] = processesOf(runId);
    for (const pid of others) kill(pid, 'SIGKILL');
    await eventually('the others have ended', () => others.every(isReaped), SOON);
    const standby = taken.take();
    expect([standby?.pid, taken.take()]).toEqual([first, undefined]);
    const folder = await temporaryFolder({ 'worker.ts': 'export const pid = () => process.pid;\n' });
    await using compiled = await CompiledLearner.make({ 'worker.ts': join(folder, 'worker.ts') }, runId);
    await using learner = await LearnerProcess.start({
      compiled,
      runId,
      outputPath: join(folder, 'output.log'),
      standby,
      register: async () => {},
    });
    expect(await learner.call('worker.ts', 'pid')).toBe(first);
  },
);
