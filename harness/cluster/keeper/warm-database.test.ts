import { describe, expect, test } from 'vitest';
import type { DatabaseRuntime, RunningDatabase } from '../../database/database.ts';
import { WarmDatabase } from './warm-database.ts';

class FakeDatabase {
  readonly runtime = 'local';
  readonly flavour = 'mariadb';
  readonly version = '11.4.5';
  readonly address: { host: string; port: number };
  readonly admin = { user: 'root', password: 'secret' };
  readonly app = { user: 'shop', password: 'shop' };
  onUnexpectedExit: ((how: string) => void) | undefined;
  unfit: string | undefined;
  clears = 0;
  canBeCleared = true;
  isUp = true;

  constructor(port: number) {
    this.address = { host: '127.0.0.1', port };
  }

  async whyUnfit(): Promise<string | undefined> {
    return this.unfit;
  }

  async clear(): Promise<void> {
    if (!this.canBeCleared) throw new Error('a lock is held');
    this.clears++;
  }

  consoleCommand(): string | undefined {
    return undefined;
  }

  async dispose(): Promise<void> {
    this.isUp = false;
  }
}

/** A runtime whose databases start when the test lets them; the first has port 1, the next 2. */
class FakeRuntime implements DatabaseRuntime {
  readonly processes = [];
  onProcessesChange = undefined;
  readonly started: FakeDatabase[] = [];
  readonly waiting: (() => void)[] = [];
  isHeld = false;

  async prepare(): Promise<void> {}

  async start(): Promise<RunningDatabase> {
    if (this.isHeld) await new Promise<void>((resolve) => this.waiting.push(resolve));
    const database = new FakeDatabase(this.started.length + 1);
    this.started.push(database);
    return database;
  }
}

const nothing = (): void => {};

async function warm(): Promise<{ runtime: FakeRuntime; keeping: WarmDatabase; first: FakeDatabase; died: string[] }> {
  const runtime = new FakeRuntime();
  const died: string[] = [];
  const keeping = new WarmDatabase(runtime, (how) => died.push(how));
  await keeping.acquire(false, nothing);
  return { runtime, keeping, first: runtime.started[0]!, died };
}

describe('a warm database', () => {
  test('serves the next run, once what the last one left is dropped', async () => {
    const { keeping, first } = await warm();
    expect(await keeping.acquire(false, nothing)).toMatchObject({ host: '127.0.0.1', port: 1, warm: true });
    expect(first.clears).toBe(1);
  });

  test('is left as it is when a run asks a second time: its data are in use', async () => {
    const { keeping, first } = await warm();
    first.unfit = 'it died';
    expect(await keeping.acquire(true, nothing)).toMatchObject({ port: 1, warm: true });
    expect(first.clears).toBe(0);
  });

  test.each([
    ['died', (database: FakeDatabase) => (database.unfit = 'its process ended')],
    ['cannot be cleared', (database: FakeDatabase) => (database.canBeCleared = false)],
  ])('that %s is replaced for the next run', async (_, spoil) => {
    const { runtime, keeping, first } = await warm();
    spoil(first);
    await keeping.tidy();
    expect(await keeping.acquire(false, nothing)).toMatchObject({ port: 2, warm: true });
    expect(runtime.started.map(({ isUp }) => isUp)).toEqual([false, true]);
  });

  test('is cleared by tidying after a run', async () => {
    const { runtime, keeping, first } = await warm();
    await keeping.tidy();
    expect([first.clears, runtime.started.length]).toEqual([1, 1]);
  });

  test('that dies unasked is told', async () => {
    const { first, died } = await warm();
    first.onUnexpectedExit!('was ended by SIGSEGV');
    expect(died).toEqual(['was ended by SIGSEGV']);
  });

  test('is in the status once it is up', async () => {
    const keeping = new WarmDatabase(new FakeRuntime(), nothing);
    expect(keeping.status(false)).toBeUndefined();
    await keeping.acquire(false, nothing);
    expect(keeping.status(false)).toMatchObject({ version: '11.4.5', state: 'ready' });
    expect(keeping.status(true)).toMatchObject({ state: 'in use' });
  });
});

test('two that ask at once get the same database', async () => {
  const runtime = new FakeRuntime();
  const keeping = new WarmDatabase(runtime, nothing);
  const [command, tests] = await Promise.all([keeping.acquire(false, nothing), keeping.acquire(true, nothing)]);
  expect([command.port, tests.port, runtime.started.length]).toEqual([1, 1, 1]);
});

test('one that cannot be started is tried again by the next who asks', async () => {
  const runtime = new FakeRuntime();
  const keeping = new WarmDatabase(runtime, nothing);
  const start = runtime.start.bind(runtime);
  runtime.start = () => Promise.reject(new Error('no memory'));
  await expect(keeping.acquire(false, nothing)).rejects.toThrow('no memory');
  runtime.start = start;
  expect(await keeping.acquire(true, nothing)).toMatchObject({ port: 1, warm: false });
});

describe('disposing', () => {
  test('amid a start ends that one too, and starts no other', async () => {
    const runtime = new FakeRuntime();
    runtime.isHeld = true;
    const keeping = new WarmDatabase(runtime, nothing);
    const acquiring = keeping.acquire(false, nothing);
    await expect.poll(() => runtime.waiting.length, { interval: 1 }).toBe(1);
    const disposing = keeping.dispose();
    runtime.waiting[0]!();
    await Promise.all([acquiring, disposing]);
    expect(runtime.started.map(({ isUp }) => isUp)).toEqual([false]);
    await expect(keeping.acquire(false, nothing)).rejects.toMatchObject({ code: 'KEEPER_LOST' });
  });
});
