import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { identify } from '../../process/identity.ts';
import { RUN_MARK } from './api.ts';
import type { Claims } from './claims.ts';
import { type Run, RunQueue } from './run-queue.ts';

const unheard = { onWait: () => {}, onQueued: () => {} };
const noTidying = async (): Promise<void> => {};

/** Queues runs and tells which have started, and whom each was told to wait for. */
function watched(queue: RunQueue) {
  const runs = new Map<string, Run>();
  const started: string[] = [];
  const waitsFor: string[] = [];
  const begin = (label: string, claims?: Claims): Promise<Run> => {
    const turn = queue.begin(label, {
      onWait: (what) => waitsFor.push(`${label}: ${what}`),
      onQueued: (run) => runs.set(label, run),
      claims,
    });
    turn.then((run) => started.push(run.label));
    return turn;
  };
  const end = (label: string, tidy: Parameters<RunQueue['end']>[1] = noTidying): Promise<void> =>
    queue.end(runs.get(label)!, tidy);
  return { begin, end, started, waitsFor, runs };
}

describe('runs', () => {
  test('go one at a time, in the order they came', async () => {
    const queue = new RunQueue();
    const { begin, end, started, waitsFor } = watched(queue);
    await begin('a');
    const [b, c] = [begin('b'), begin('c')];
    expect(queue.labels).toEqual([
      { label: 'a', state: 'running' },
      { label: 'b', state: 'waiting' },
      { label: 'c', state: 'waiting' },
    ]);
    expect(waitsFor).toEqual(['b: another run to end: a', 'c: another run to end: a']);
    await end('a');
    await b;
    expect(started).toEqual(['a', 'b']);
    await end('b');
    await c;
    await end('c');
    expect(started).toEqual(['a', 'b', 'c']);
    expect(queue.running).toEqual([]);
  });

  test('wait until the cluster is tidy, and are told so', async () => {
    const { begin, end, started, waitsFor } = watched(new RunQueue());
    await begin('a');
    let tidied!: () => void;
    const ended = end('a', () => new Promise((resolve) => (tidied = resolve)));
    const b = begin('b');
    expect(waitsFor).toEqual(['b: a fresh cluster, after the last run broke brokers']);
    expect(started).toEqual(['a']);
    tidied();
    await ended;
    await b;
    expect(started).toEqual(['a', 'b']);
  });

  test('whose client goes while they wait are skipped', async () => {
    const queue = new RunQueue();
    const { begin, end, runs } = watched(queue);
    await begin('a');
    const [b, c] = [begin('b'), begin('c')];
    await end('b');
    expect((await b).ended).toBe(true);
    expect(queue.running).toEqual([runs.get('a')]);
    await end('a');
    await c;
    expect(queue.running).toEqual([runs.get('c')]);
  });

  test('end once: a second end neither tidies again nor ends the next run', async () => {
    const queue = new RunQueue();
    const { begin, end, runs } = watched(queue);
    await begin('a');
    const b = begin('b');
    await end('a');
    await b;
    await end('a', () => Promise.reject(new Error('tidied twice')));
    expect(queue.running).toEqual([runs.get('b')]);
  });

  test('that are over are not found', async () => {
    const queue = new RunQueue();
    const { begin, end } = watched(queue);
    const run = await begin('a');
    expect(queue.find(run.id)).toBe(run);
    await end('a');
    expect(() => queue.find(run.id)).toThrow(`run ${run.id} is over`);
  });
});

describe('runs of one proof', () => {
  const onOne: Claims = { group: 'proof', alone: [], shared: ['one'] };
  const breaking: Claims = { group: 'proof', alone: ['three'], shared: [] };
  const withDatabase: Claims = { group: 'proof', alone: ['database'], shared: ['one'] };

  test('go side by side where each leaves the other what it uses alone', async () => {
    const queue = new RunQueue();
    const { begin, end, started } = watched(queue);
    await Promise.all([begin('a', onOne), begin('b', onOne), begin('c', breaking), begin('d', withDatabase)]);
    const [e, f] = [begin('e', withDatabase), begin('f', breaking)];
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    await end('d');
    await e;
    await end('c');
    await f;
    expect(queue.running.map(({ label }) => label)).toEqual(['a', 'b', 'e', 'f']);
  });

  test('let a learner’s run, and one of another proof, go alone, and do not overtake it', async () => {
    const { begin, end, started } = watched(new RunQueue());
    await begin('a', onOne);
    const [learner, other, b] = [begin('learner'), begin('other', { ...onOne, group: 'other' }), begin('b', onOne)];
    expect(started).toEqual(['a']);
    await end('a');
    await learner;
    expect(started).toEqual(['a', 'learner']);
    await end('learner');
    await other;
    expect(started).toEqual(['a', 'learner', 'other']);
    await end('other');
    await b;
  });

  test('have tidied what no other uses, once the last one has ended', async () => {
    const { begin, end } = watched(new RunQueue());
    await Promise.all([begin('a', onOne), begin('b', withDatabase)]);
    const tidied: string[][] = [];
    const tidy = async (free: readonly string[]) => void tidied.push([...free]);
    await end('b', tidy);
    await end('a', tidy);
    expect(tidied).toEqual([['database'], ['one']]);
  });

  test('do not begin on what was closed before it is tidy', async () => {
    const queue = new RunQueue();
    const { begin, end, started } = watched(queue);
    await begin('a', onOne);
    queue.close('one');
    const [b] = [begin('b', onOne)];
    let tidied!: () => void;
    const ended = end('a', () => new Promise((resolve) => (tidied = resolve)));
    expect(started).toEqual(['a']);
    tidied();
    await ended;
    await b;
    expect(started).toEqual(['a', 'b']);
  });
});

test('a run has the id that its command chose', async () => {
  const run = await new RunQueue().begin('a', { ...unheard, id: 'chosen' });
  expect(run.id).toBe('chosen');
});

describe('the end of a run', () => {
  test('kills the processes that it registered', async () => {
    const queue = new RunQueue();
    const run = await queue.begin('a', unheard);
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    run.processes.push(identify(child.pid!)!);
    const exited = once(child, 'exit');
    await queue.end(run, noTidying);
    expect(await exited).toEqual([null, 'SIGKILL']);
  });

  test.runIf(process.platform === 'linux')('kills what carries its mark, and nothing of another run', async () => {
    const queue = new RunQueue();
    const run = await queue.begin('a', unheard);
    const [ours, other] = [run.id, 'another run'].map((id) => {
      const child = spawn('sleep', ['60'], {
        detached: true,
        stdio: 'ignore',
        env: { ...process.env, [RUN_MARK]: id },
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child;
    });
    await Promise.all([ours, other].map((child) => once(child!, 'spawn')));
    const exited = once(ours!, 'exit');
    await queue.end(run, noTidying);
    expect(await exited).toEqual([null, 'SIGKILL']);
    expect(identify(other!.pid!)).toBeDefined();
  });
});
