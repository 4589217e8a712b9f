import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { History } from '../history/history.ts';
import { Lane } from '../tap/lane.ts';
import { CompiledLearner } from './compile.ts';
import type { Effect } from './effects.ts';
import { LearnerProcess } from './learner-process.ts';
import { effect } from './markers.ts';
import { pause } from './pause.ts';

/** What learners' programs do about their end. */
const program = `
import { writeFileSync } from 'node:fs';

export function idle(): void {}

export function serve(): void {
  setInterval(() => {}, 60_000);
}

export function marksSigterm(path: string): void {
  process.on('SIGTERM', () => writeFileSync(path, 'handled'));
}

export function finishesFirst(charge: (id: string) => Promise<unknown>): void {
  process.on('SIGTERM', () => charge('the last one').then(() => process.exit(3)));
}

export function throwsAtSigterm(): void {
  process.on('SIGTERM', () => {
    throw new RangeError('no offset to commit\\nsecond line');
  });
}

export function throwsSoon(): void {
  setTimeout(() => Promise.reject(new TypeError('nobody waits for this')), 1);
}

export const charges = async (charge: (id: string) => Promise<unknown>): Promise<void> => {
  charge('order-1');
};
`;

/** An idle machine starts Node in a quarter of a second; a busy one may take ten times as long. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });
/** For what is about to happen on any machine. */
const SOON_MS = 20_000;
const name = 'worker.ts';

let folder: string;
let compiled: CompiledLearner;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kafka-labs-unit-'));
  await writeFile(join(folder, name), program);
  compiled = await CompiledLearner.make({ [name]: join(folder, name) }, `unit-process-${process.pid}-${Date.now()}`);
});
afterAll(async () => {
  await compiled[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

let files = 0;
const newPath = (): string => join(folder, `file-${++files}`);

/** A learner process that has a part in a check and has run these functions. Ends with the test. */
async function started(...calls: [name: string, ...args: unknown[]][]) {
  const learner = await LearnerProcess.start({
    compiled,
    runId: 'unit',
    outputPath: newPath(),
    register: async () => {},
  });
  const lane = await Lane.open({ process: 'worker', brokers: [] });
  onTestFinished(async () => {
    await learner.kill();
    await lane.close();
  });
  const history = new History();
  learner.takePart({ name: 'worker', history, lane });
  for (const [called, ...args] of calls) await learner.call(name, called, ...args);
  return { learner, history };
}

/** The next effect of the process, which is left to the test to answer. */
const nextEffect = (learner: LearnerProcess): Promise<Effect> =>
  new Promise((resolve) => learner.answerEffects(resolve));

describe('a frozen learner process', () => {
  test('does nothing until it is woken, and then goes on as if no time had passed', async () => {
    const { learner, history } = await started(['serve']);
    const froze = await learner.freeze();
    let isAnswered = false;
    const call = learner.call(name, 'idle').then(() => {
      isAnswered = true;
    });
    await pause(100); // an answer takes a millisecond
    expect(isAnswered).toBe(false);
    const woke = learner.resume();
    await call;
    expect(history.events.filter(({ details }) => details.kind === 'fault')).toEqual([froze, woke]);
    expect([froze.text, woke.text]).toEqual(['froze the worker', 'woke the worker']);
  });

  test('can be killed', async () => {
    const { learner } = await started(['serve']);
    await learner.freeze();
    await learner.kill();
    expect(await learner.exit(0)).toMatchObject({ signal: 'SIGKILL' });
  });
});

describe('a signal to a learner process', () => {
  test('was handled when it is said to be sent', async () => {
    const path = newPath();
    const { learner } = await started(['serve'], ['marksSigterm', path]);
    await learner.signal('SIGTERM');
    expect(readFileSync(path, 'utf8')).toBe('handled');
  });

  test('of which it knows nothing has ended it by then', async () => {
    const { learner, history } = await started(['serve']);
    await learner.signal('SIGTERM');
    expect(await learner.exit(0)).toEqual({ code: null, signal: 'SIGTERM', how: 'was ended by SIGTERM' });
    expect(history.events.at(-1)).toMatchObject({ actor: 'worker', text: 'its process was ended by SIGTERM' });
  });

  test('leaves it the time to finish, and its own exit code', async () => {
    const { learner } = await started(['serve'], ['finishesFirst', effect('charge')]);
    const asked = nextEffect(learner);
    await learner.signal('SIGTERM');
    const last = await asked;
    expect(await learner.exit(0)).toBeUndefined();
    last.done();
    expect(await learner.exit(SOON_MS)).toEqual({ code: 3, signal: null, how: 'ended with code 3' });
  });

  test('lets it end without a problem, where an end before would be one', async () => {
    const { learner } = await started(['serve']);
    const problems: unknown[] = [];
    learner.problem.catch((problem: unknown) => problems.push(problem));
    await learner.signal('SIGTERM');
    expect(problems).toEqual([]);
    await expect(learner.call(name, 'idle')).rejects.toMatchObject({ code: 'exited-early' });
  });

  test('that is sent again after its end is no error', async () => {
    const { learner } = await started(['serve']);
    await learner.signal('SIGTERM');
    await learner.signal('SIGTERM');
    expect(await learner.exit(0)).toMatchObject({ signal: 'SIGTERM' });
  });
});

describe('how a learner process ended', () => {
  test('is unknown while it hangs, however often it is asked to end', async () => {
    const { learner } = await started(['serve'], ['marksSigterm', newPath()]);
    for (let time = 0; time < 2; time++) await learner.signal('SIGTERM');
    expect(await learner.exit(100)).toBeUndefined();
    await learner.kill();
    expect(await learner.exit(0)).toMatchObject({ how: 'was ended by SIGKILL' });
  });

  test('tells the error that nobody caught, in one line and with its place', async () => {
    const { learner } = await started(['serve'], ['throwsAtSigterm']);
    await learner.signal('SIGTERM');
    expect(await learner.exit(SOON_MS)).toEqual({
      code: 1,
      signal: null,
      how: 'ended with code 1',
      uncaught: expect.stringMatching(/^RangeError: no offset to commit \(worker\.ts:\d+\)$/),
    });
  });

  test('is a problem, too, where nobody had let it go', async () => {
    const { learner } = await started(['throwsSoon']);
    await expect(learner.problem).rejects.toMatchObject({
      code: 'crashed',
      facts: [
        { actor: 'you', said: expect.stringMatching(/^a rejection that nobody handled: TypeError: nobody waits/) },
        { actor: 'you', said: 'the process ended with code 1' },
      ],
    });
    expect(await learner.exit(SOON_MS)).toMatchObject({ uncaught: expect.stringMatching(/^TypeError: nobody waits/) });
  });
});

describe('a learner process that is let go', () => {
  test('ends by itself when nothing is left to do, and not before', async () => {
    const { learner } = await started(['idle']);
    expect(await learner.exit(100)).toBeUndefined(); // it is kept for calls
    learner.release();
    expect(await learner.exit(SOON_MS)).toEqual({ code: 0, signal: null, how: 'ended with code 0' });
  });

  test('goes on while it has something to do', async () => {
    const { learner } = await started(['serve']);
    learner.release();
    expect(await learner.exit(100)).toBeUndefined();
    expect(await learner.call(name, 'idle')).toBeUndefined();
  });

  test('goes on while the world has not answered it', async () => {
    const { learner } = await started(['idle']);
    const asked = nextEffect(learner);
    await learner.call(name, 'charges', effect('charge'));
    const charge = await asked;
    learner.release();
    expect(await learner.exit(100)).toBeUndefined();
    charge.done();
    expect(await learner.exit(SOON_MS)).toMatchObject({ code: 0 });
  });
});
