import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HarnessError } from '../errors.ts';
import { isAlive } from '../process/identity.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { LIVE_LOG, type LiveEvent, LiveLog } from './live-log.ts';
import type { CheckVerdict, Verdict } from './verdict.ts';

const linesOf = (folder: string): LiveEvent[] =>
  readFileSync(join(folder, LIVE_LOG), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const check: CheckVerdict = { title: 'a record is stored', task: 1, level: 'core', outcome: 'passed', durationMs: 5 };
const verdict: Verdict = {
  lab: '00-first-record',
  variant: 'work',
  outcome: 'passed',
  runtime: 'local',
  kafkaVersion: '4.3.1',
  durationMs: 9,
  timings: [],
  checks: [check],
};

test('a run tells of itself line by line, and its listener hears the same', async () => {
  const folder = await temporaryFolder();
  const heard: unknown[] = [];
  const log = LiveLog.begin(folder, { lab: '00-first-record', variant: 'work' });
  const told = log.alongside({
    onReady: (cluster) => heard.push(cluster.runtime),
    onStart: (title) => heard.push(title),
    onCheck: ({ outcome }) => heard.push(outcome),
  });
  told.onReady?.({ runtime: 'local', kafkaVersion: '4.3.1', brokers: [], warm: false } as never);
  told.onStart?.(check.title);
  told.onCheck?.(check);
  expect(linesOf(folder)).toHaveLength(4); // told at once, not only at the end
  log.ended(verdict);
  expect(heard).toEqual(['local', check.title, 'passed']);
  expect(linesOf(folder)).toMatchObject([
    { type: 'began', lab: '00-first-record', variant: 'work' },
    { type: 'ready', runtime: 'local', kafkaVersion: '4.3.1' },
    { type: 'check-began', title: check.title },
    { type: 'check', check },
    { type: 'ended', outcome: 'passed', durationMs: 9 },
  ]);
});

test('it says which process runs, so that a run that died can be told from one that waits', async () => {
  const folder = await temporaryFolder();
  LiveLog.begin(folder, { lab: '00-first-record', variant: 'work' });
  const [began] = linesOf(folder);
  if (began?.type !== 'began' || !began.process) throw new Error('it did not begin with its process');
  expect(isAlive(began.process)).toBe(true);
  expect(isAlive({ ...began.process, startTime: 'another' })).toBe(false);
});

test('a run without a verdict says why, and what to do', async () => {
  const folder = await temporaryFolder();
  const log = LiveLog.begin(folder, { lab: '00-first-record', variant: 'work' });
  log.failed(new HarnessError({ code: 'JAVA_MISSING', what: 'No Java.', why: '…', next: 'Install one.' }));
  expect(linesOf(folder).at(-1)).toMatchObject({
    type: 'ended',
    error: { code: 'JAVA_MISSING', what: 'No Java.', next: 'Install one.' },
  });
});

test('a long text is cut', async () => {
  const folder = await temporaryFolder();
  LiveLog.begin(folder, { lab: '00-first-record', variant: 'work' })
    .alongside({})
    .onCheck?.({ ...check, outcome: 'inconclusive', reason: 'x'.repeat(1_000_000) });
  expect(readFileSync(join(folder, LIVE_LOG), 'utf8').length).toBeLessThan(5_000);
});

test('a folder that is gone, or a disk that is full, does not make a run fail', async () => {
  for (const folder of ['/nowhere/at/all', await temporaryFolder()]) {
    const log = LiveLog.begin(folder, { lab: '00-first-record', variant: 'work' });
    log.ended(verdict);
    log.ended(verdict); // nothing is written once it has ended
    log.alongside({}).onCheck?.(check);
    if (folder !== '/nowhere/at/all') expect(linesOf(folder)).toHaveLength(2);
  }
});
