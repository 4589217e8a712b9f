import { expect, test } from 'vitest';
import { nothingToHint } from './hint.ts';

const lab = { name: '07-fake', number: '07', tasks: ['Send', 'Read'] };

test('a passed lab has nothing to hint at', () => {
  expect(nothingToHint(lab, { attempts: 3, passedAt: '2026-01-05' })).toContain('07-fake is passed');
});

test('a passed task has nothing to hint at, and the next one is named', () => {
  const told = nothingToHint(lab, { attempts: 1, tasksPassed: [1] });
  expect(told).toContain('there is nothing to hint at');
  expect(told).toContain('npm run lab -- 07 --task 2      Read');
});

test.each([
  [{ attempts: 0 }, 'there was no run', '`npm run lab -- 07` first'],
  [{ attempts: 2 }, 'found nothing that has hints', 'Run all tasks'],
])('without a run or a pass there is no hint yet: %o', (progress, why, next) => {
  expect(() => nothingToHint(lab, progress)).toThrow(
    expect.objectContaining({
      code: 'NO_RUN_YET',
      why: expect.stringContaining(why),
      next: expect.stringContaining(next),
    }),
  );
});
