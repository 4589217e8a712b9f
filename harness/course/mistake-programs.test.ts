import { readdir, readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DescribedMistake } from './define-mistakes.ts';
import { fakeLab, mistakesText } from './fake-lab.ts';
import type { Lab } from './labs.ts';
import { filesOfMistake, textsOfMistake } from './mistake-programs.ts';
import { type Mistake, mistakesOf } from './mistakes.ts';

afterEach(() => vi.unstubAllEnvs());

const described = { believed: 'Later is safer.', diagnosis: 'late' };

async function mistake(how: DescribedMistake, more: Record<string, string> = {}): Promise<[Lab, Mistake]> {
  const lab = await fakeLab(['worker.ts', 'outbox.ts'], {
    'solution/worker.ts': 'right worker',
    'solution/outbox.ts': 'right outbox',
    'solution/worker.mistakes.ts': mistakesText({ late: how }),
    ...more,
  });
  vi.stubEnv('KAFKA_LABS_HOME', join(lab.folder, 'home'));
  return [lab, (await mistakesOf(lab))[0]!];
}

describe('a mistake that edits make', () => {
  test('is written beside the runs, under the names of the learner files that it changes', async () => {
    const [lab, late] = await mistake({
      ...described,
      edits: { right: 'wrong' },
      also: { 'outbox.ts': { out: 'in' } },
    });
    const folder = join(lab.folder, 'home/.labs/variants/07-fake/late');
    expect(await filesOfMistake(lab, late)).toEqual({
      'worker.ts': join(folder, 'worker.ts'),
      'outbox.ts': join(folder, 'outbox.ts'),
    });
    expect(await readFile(join(folder, 'worker.ts'), 'utf8')).toBe('wrong worker');
    expect(await readFile(join(folder, 'outbox.ts'), 'utf8')).toBe('right inbox');
    expect((await readdir(folder)).sort()).toEqual(['outbox.ts', 'worker.ts']); // no half file is left
  });

  test('is written again only where its text differs: a watched file that stays is not saved', async () => {
    const [lab, late] = await mistake({ ...described, edits: { right: 'wrong' } });
    const { 'worker.ts': path } = await filesOfMistake(lab, late);
    const long = new Date('2026-01-20T00:00:00Z');
    await utimes(path!, long, long);
    await filesOfMistake(lab, late);
    expect((await stat(path!)).mtime).toEqual(long);
    await filesOfMistake(lab, { ...late, edits: new Map([['worker.ts', { right: 'bad' }]]) });
    expect(await readFile(path!, 'utf8')).toBe('bad worker');
  });

  test('that does not fit is not written, and is named with its lab', async () => {
    const [lab, late] = await mistake({ ...described, edits: { left: 'wrong' } });
    await expect(filesOfMistake(lab, late)).rejects.toMatchObject({
      code: 'MISTAKE_BROKEN',
      what: 'Lab 07-fake, mistake late: an edit does not fit solutions/07-fake/worker.ts.',
    });
    expect(await readdir(lab.folder)).toEqual(['solution']);
  });
});

describe('a mistake that is another program', () => {
  test('is its own file, where it lies', async () => {
    const [lab, late] = await mistake(
      { ...described, program: true },
      { 'solution/mistakes/late/worker.ts': 'another', 'solution/mistakes/late/notes.md': '' },
    );
    const path = join(lab.solutionFolder, 'mistakes/late/worker.ts');
    expect(await filesOfMistake(lab, late)).toEqual({ 'worker.ts': path });
    expect([...(await textsOfMistake(lab, late))]).toEqual([['worker.ts', 'another']]);
  });

  test('that is not there is refused', async () => {
    const [lab, late] = await mistake({ ...described, program: true });
    await expect(filesOfMistake(lab, late)).rejects.toMatchObject({
      code: 'MISTAKE_BROKEN',
      why: 'mistakes/late/ holds no file of it.',
    });
  });
});
