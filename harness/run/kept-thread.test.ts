import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { PoolOptions, PoolWorker, WorkerRequest } from 'vitest/node';
import { KeptThread } from './kept-thread.ts';

/** A thread that does at once what it is asked, and remembers it. */
class FakeThread extends EventEmitter {
  readonly name = 'threads';
  readonly asked: string[] = [];
  isEnded = false;
  /** It takes what it is asked and does not come to an end with it. */
  isStuck = false;
  startError: unknown;

  async start(): Promise<void> {
    this.asked.push('create');
  }

  async stop(): Promise<void> {
    this.isEnded = true;
  }

  send({ type }: WorkerRequest): void {
    this.asked.push(type);
    if (this.isStuck) return;
    if (type === 'start') this.emit('message', { type: 'started', error: this.startError });
    if (type === 'run') this.emit('message', { type: 'testfileFinished' });
  }

  deserialize(data: unknown): unknown {
    return data;
  }
}

const request = (type: string): WorkerRequest => ({ type }) as WorkerRequest;

function keptThread() {
  const threads: FakeThread[] = [];
  const kept = new KeptThread(() => {
    threads.push(new FakeThread());
    return threads.at(-1) as unknown as PoolWorker;
  });
  /** What Vitest's pool does for a run, with what it is told on the way. */
  const run = async (before: (thread: FakeThread) => void = () => {}): Promise<string[]> => {
    const turn = kept.pool.createPoolWorker({} as PoolOptions);
    const heard: string[] = [];
    await turn.start();
    turn.on('message', ({ type }) => heard.push(type));
    before(threads.at(-1)!);
    for (const type of ['start', 'run', 'stop']) turn.send(request(type));
    await turn.stop();
    return heard;
  };
  return { kept, threads, run };
}

const WHOLE = ['started', 'testfileFinished', 'stopped'];

test('all runs have one thread, which is begun once, and each run is told of its begin and its end', async () => {
  const { threads, run } = keptThread();
  expect([await run(), await run(), await run()]).toEqual([WHOLE, WHOLE, WHOLE]);
  expect(threads.map(({ asked }) => asked)).toEqual([['create', 'start', 'run', 'run', 'run']]);
});

test('a run leaves no listener on the thread but the one for its end', async () => {
  const { threads, run } = keptThread();
  await run();
  await run();
  expect([threads[0]!.listenerCount('message'), threads[0]!.listenerCount('exit')]).toEqual([0, 1]);
});

test.each<[what: string, breakIt: (thread: FakeThread) => void]>([
  ['is in the middle of a run', (thread) => (thread.isStuck = true)],
  ['could not begin', (thread) => Object.assign(thread, { startError: new Error('no'), send: startOnly })],
  [
    'ended during a run',
    (thread) => thread.on('message', ({ type }) => type === 'testfileFinished' && thread.emit('exit', 1)),
  ],
])('a thread that %s is ended, and the next run has another', async (_, breakIt) => {
  const { threads, run } = keptThread();
  await run(breakIt);
  expect(threads[0]!.isEnded).toBe(true);
  expect(await run()).toEqual(WHOLE);
  expect(threads).toHaveLength(2);
});

function startOnly(this: FakeThread, { type }: WorkerRequest): void {
  if (type === 'start') this.emit('message', { type: 'started', error: this.startError });
}

test('a thread that ended between two runs is not used again', async () => {
  const { threads, run } = keptThread();
  await run();
  threads[0]!.emit('exit', 1);
  expect(await run()).toEqual(WHOLE);
  expect(threads).toHaveLength(2);
});

test('of two runs at the same time each has its thread, and one of them is kept', async () => {
  const { kept, threads } = keptThread();
  const turns = [1, 2].map(() => kept.pool.createPoolWorker({} as PoolOptions));
  for (const turn of turns) {
    await turn.start();
    for (const type of ['start', 'run', 'stop']) turn.send(request(type));
  }
  for (const turn of turns) await turn.stop();
  expect(threads.map(({ isEnded }) => isEnded)).toEqual([false, true]);
});

test('the thread ends with whoever keeps it', async () => {
  const { kept, threads, run } = keptThread();
  await run();
  await kept[Symbol.asyncDispose]();
  expect(threads[0]!.isEnded).toBe(true);
});
