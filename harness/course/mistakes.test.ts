import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeLab, mistakesText } from './fake-lab.ts';
import type { Lab } from './labs.ts';
import { mistakesOf } from './mistakes.ts';

const late = { believed: 'Later is safer.', diagnosis: 'late', edits: { right: 'wrong' } };

const lab = (files: Record<string, string>): Promise<Lab> =>
  fakeLab(
    ['worker.ts', 'outbox.ts'],
    Object.fromEntries(Object.entries(files).map(([path, text]) => [join('solution', path), text])),
  );

describe('the mistakes of a lab', () => {
  test('come in the sequence of the learner files, and of each file as it has them', async () => {
    const found = await mistakesOf(
      await lab({
        'outbox.mistakes.ts': mistakesText({ 'a-first': late }),
        'worker.mistakes.ts': mistakesText({ 'z-first': late, 'b-second': late }),
      }),
    );
    expect(found.map(({ name, file }) => [name, file])).toEqual([
      ['z-first', 'worker.ts'],
      ['b-second', 'worker.ts'],
      ['a-first', 'outbox.ts'],
    ]);
  });

  test('may edit several files, may do harm on one server only, and may be other programs', async () => {
    const both = { ...late, onlyOn: 'MariaDB 11', also: { 'outbox.ts': { outbox: 'inbox' } } };
    const program = { believed: 'A program is a program.', diagnosis: 'late', program: true } as const;
    const [first, second] = await mistakesOf(await lab({ 'worker.mistakes.ts': mistakesText({ both, program }) }));
    expect([...first!.edits!]).toEqual([
      ['worker.ts', { right: 'wrong' }],
      ['outbox.ts', { outbox: 'inbox' }],
    ]);
    expect(first).toMatchObject({ believed: 'Later is safer.', diagnosis: 'late', onlyOn: 'MariaDB 11' });
    expect(second!.edits).toBeUndefined();
  });

  test('are none where there is no such file, and no folder', async () => {
    expect(await mistakesOf(await lab({ 'worker.ts': 'right' }))).toEqual([]);
    expect(await mistakesOf(await lab({}))).toEqual([]);
  });
});

describe('a file of mistakes is refused', () => {
  test.each([
    ['that is about no learner file', { 'helper.mistakes.ts': mistakesText({ late }) }, 'helper', 'no learner file'],
    [
      'that edits what is no learner file',
      { 'worker.mistakes.ts': mistakesText({ late: { ...late, also: { 'helper.ts': { a: 'b' } } } }) },
      'worker',
      'edits helper.ts, in late',
    ],
    [
      'that does not say what an author believed',
      { 'worker.mistakes.ts': mistakesText({ late: { ...late, believed: ' ' } }) },
      'worker',
      'the author of late believed',
    ],
    [
      'that gives a name which another file gave',
      { 'worker.mistakes.ts': mistakesText({ late }), 'outbox.mistakes.ts': mistakesText({ late }) },
      'outbox',
      'a second mistake late',
    ],
    ['that cannot be loaded', { 'worker.mistakes.ts': 'export default {' }, 'worker', 'cannot be loaded'],
  ])('%s', async (_, files, file, what) => {
    await expect(mistakesOf(await lab(files as Record<string, string>))).rejects.toMatchObject({
      code: 'MISTAKE_BROKEN',
      what: expect.stringMatching(new RegExp(`^solutions/07-fake/${file}\\.mistakes\\.ts .*${what}`)),
    });
  });
});
