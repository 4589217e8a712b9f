import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { fakeLab, mistakesText } from './fake-lab.ts';
import type { Lab } from './labs.ts';
import { filesOfWork, from, overlay, overlayNames, solution, stub, variantLabel } from './variants.ts';

afterEach(() => vi.unstubAllEnvs());

const oneFile = () => fakeLab(['worker.ts'], {});
async function twoFiles(): Promise<Lab> {
  const lab = await fakeLab(['worker.ts', 'outbox.ts'], {
    'solution/worker.ts': 'right worker',
    'solution/outbox.ts': 'right outbox',
    'solution/worker.mistakes.ts': mistakesText({
      'late-commit': { believed: 'Later is safer.', diagnosis: 'late', edits: { right: 'wrong' } },
    }),
    'solution/alternatives/classes/worker.ts': 'other worker',
    'solution/alternatives/classes/outbox.ts': 'other outbox',
  });
  vi.stubEnv('KAFKA_LABS_HOME', lab.folder);
  return lab;
}

async function contents(files: Record<string, string>): Promise<Record<string, string>> {
  const read = Object.entries(files).map(async ([name, path]) => [name, await readFile(path, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(read));
}

test('an overlay of one task’s file is about that task; one of several files is about none', async () => {
  const lab = { ...(await twoFiles()), tasks: ['a worker', 'an outbox'] };
  expect((await overlay(lab, 'mistake', 'late-commit')).task).toBe(1);
  expect(await overlay(lab, 'alternative', 'classes')).not.toHaveProperty('task');
  expect(await overlay({ ...lab, tasks: ['both'] }, 'mistake', 'late-commit')).not.toHaveProperty('task');
});

describe('--from', () => {
  test('takes a file of any name for a lab of one file', async () => {
    const folder = await temporaryFolder({ 'mine.ts': '' });
    expect(await from(await oneFile(), join(folder, 'mine.ts'))).toEqual({
      kind: 'from',
      name: join(folder, 'mine.ts'),
      files: { 'worker.ts': join(folder, 'mine.ts') },
    });
  });

  test('takes a folder with all files of the lab', async () => {
    const folder = await temporaryFolder({ 'worker.ts': 'w', 'outbox.ts': 'o', 'notes.md': '' });
    const { files } = await from(await twoFiles(), folder);
    expect(await contents(files)).toEqual({ 'worker.ts': 'w', 'outbox.ts': 'o' });
  });

  test('means a path as seen from where npm was started', async () => {
    const folder = await temporaryFolder({ 'sub/worker.ts': '' });
    vi.stubEnv('INIT_CWD', folder);
    expect(await from(await oneFile(), 'sub')).toMatchObject({
      name: 'sub',
      files: { 'worker.ts': join(folder, 'sub/worker.ts') },
    });
  });

  test('names the file that a folder lacks: nothing is laid under it', async () => {
    const folder = await temporaryFolder({ 'worker.ts': '' });
    await expect(from(await twoFiles(), folder)).rejects.toMatchObject({
      code: 'FROM_FILE_MISSING',
      what: expect.stringContaining('has no outbox.ts'),
    });
  });

  test('of a path that is nowhere says so', async () => {
    const folder = await temporaryFolder();
    await expect(from(await oneFile(), join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'FROM_NOT_FOUND',
      what: `${folder}/nowhere does not exist.`,
    });
  });
});

test('an overlay of files that a lab gives to one task is about that task', async () => {
  const lab = { ...(await twoFiles()), tasks: ['see', 'write'], filesOfTasks: [[], ['worker.ts', 'outbox.ts']] };
  expect((await overlay(lab, 'mistake', 'late-commit')).task).toBe(2);
  expect((await overlay(lab, 'alternative', 'classes')).task).toBe(2);
  const apart = { ...lab, filesOfTasks: [['worker.ts'], ['outbox.ts']] };
  expect(await overlay(apart, 'alternative', 'classes')).not.toHaveProperty('task');
});

describe('an overlay', () => {
  test('lies over the solution: what it does not have is the solution’s', async () => {
    const mistake = await overlay(await twoFiles(), 'mistake', 'late-commit');
    expect(variantLabel(mistake)).toBe('mistake late-commit');
    expect(mistake.mistake).toMatchObject({ believed: 'Later is safer.', diagnosis: 'late' });
    expect(await contents(mistake.files)).toEqual({ 'worker.ts': 'wrong worker', 'outbox.ts': 'right outbox' });
  });

  test('may replace every file', async () => {
    const { files } = await overlay(await twoFiles(), 'alternative', 'classes');
    expect(await contents(files)).toEqual({ 'worker.ts': 'other worker', 'outbox.ts': 'other outbox' });
  });

  test.each(['LATE-COMMIT', '..', ''])('of the unknown name “%s” is refused with the names there are', async (name) => {
    await expect(overlay(await twoFiles(), 'mistake', name)).rejects.toMatchObject({
      code: 'VARIANT_UNKNOWN',
      why: 'It has late-commit.',
    });
  });

  test('of a lab that has none is refused, and none is listed', async () => {
    const lab = await oneFile();
    expect(await overlayNames(lab, 'mistake')).toEqual([]);
    await expect(overlay(lab, 'mistake', 'x')).rejects.toMatchObject({
      code: 'VARIANT_UNKNOWN',
      why: 'It has no mistakes.',
    });
  });
});

test('the stub and the solution are the files of their folders', async () => {
  const lab = await twoFiles();
  expect(stub(lab).files['worker.ts']).toBe(join(lab.folder, 'stub/worker.ts'));
  expect(await contents(solution(lab).files)).toEqual({ 'worker.ts': 'right worker', 'outbox.ts': 'right outbox' });
});

test('a learner’s file that was deleted is missed by name', async () => {
  const lab = await twoFiles();
  vi.stubEnv('KAFKA_LABS_HOME', await temporaryFolder({ 'work/07-fake/worker.ts': '' }));
  await expect(filesOfWork(lab)).rejects.toMatchObject({
    code: 'WORK_FILE_MISSING',
    what: expect.stringMatching(/work\/07-fake\/outbox\.ts is missing\.$/),
    next: expect.stringContaining('reset 07'),
  });
});
