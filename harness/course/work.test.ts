import { lstat, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { fakeLab } from './fake-lab.ts';
import type { Lab } from './labs.ts';
import { ensureWork, resetWork } from './work.ts';

afterEach(() => vi.unstubAllEnvs());

/** A lab of two files, and the learner's folder for it, in a home of the running test's own. */
async function begin(): Promise<{ lab: Lab; worker: string; outbox: string; folder: string }> {
  const home = await temporaryFolder();
  vi.stubEnv('KAFKA_LABS_HOME', home);
  const lab = await fakeLab(['worker.ts', 'outbox.ts'], { 'stub/worker.ts': 'stub w', 'stub/outbox.ts': 'stub o' });
  const folder = join(home, 'work', lab.name);
  return { lab, folder, worker: join(folder, 'worker.ts'), outbox: join(folder, 'outbox.ts') };
}

const text = (path: string): Promise<string> => readFile(path, 'utf8');

describe('beginning a lab', () => {
  test('copies the stubs, once', async () => {
    const { lab, worker, outbox } = await begin();
    expect(await ensureWork(lab)).toEqual([worker, outbox]);
    expect(await text(worker)).toBe('stub w');
    expect(await ensureWork(lab)).toEqual([]);
  });

  test('never overwrites what the learner wrote, and copies what is missing', async () => {
    const { lab, worker, outbox } = await begin();
    await ensureWork(lab);
    await writeFile(worker, 'mine');
    await rm(outbox);
    expect(await ensureWork(lab)).toEqual([outbox]);
    expect(await text(worker)).toBe('mine');
  });
});

describe('a reset', () => {
  const now = new Date('2026-01-20T10:20:30.400Z');

  test('puts the stub back and keeps the changed file beside it, named with the time', async () => {
    const { lab, worker, outbox } = await begin();
    await ensureWork(lab);
    await writeFile(worker, 'mine');
    const keptAs = worker.replace('.ts', '.before-reset-2026-01-20-10-20-30-400.ts');
    expect(await resetWork(lab, now)).toEqual([
      { file: worker, keptAs },
      { file: outbox, keptAs: undefined },
    ]);
    expect(await text(worker)).toBe('stub w');
    expect(await text(keptAs)).toBe('mine');
  });

  test('keeps nothing of a file that is the stub already', async () => {
    const { lab, folder } = await begin();
    await ensureWork(lab);
    await resetWork(lab, now);
    expect((await readdir(folder)).sort()).toEqual(['outbox.ts', 'worker.ts']);
  });

  test('replaces a link and leaves the file that it led to alone', async () => {
    const { lab, folder, worker } = await begin();
    await ensureWork(lab);
    const elsewhere = join(folder, 'elsewhere.ts');
    await writeFile(elsewhere, 'stub w');
    await rm(worker);
    await symlink(elsewhere, worker);
    await resetWork(lab, now);
    expect((await lstat(worker)).isFile()).toBe(true);
    await writeFile(worker, 'mine');
    expect(await text(elsewhere)).toBe('stub w');
  });

  test('makes the files of a lab that was never begun', async () => {
    const { lab, worker } = await begin();
    expect((await resetWork(lab)).map(({ keptAs }) => keptAs)).toEqual([undefined, undefined]);
    expect(await text(worker)).toBe('stub w');
  });
});
