import { expect, test } from 'vitest';
import type { Progress } from '../../course/progress.ts';
import { lab } from '../../report/written-verdict.ts';
import { startPage } from './start.ts';

const other = { ...lab, name: '02-two', number: '02', title: 'Two <tasks>', tasks: ['a', 'b'], minutes: 40 };
const none = { attempts: 0, hintsShown: {} };
const page = (progress: Progress): string =>
  startPage([lab, other], progress)
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ');

test('each lab is listed with its minutes, its tasks, and how far the learner is', () => {
  expect(page({})).toContain('0 of 2 labs passed Next: 01 Acks, then npm run lab -- 01 in your terminal.');
  expect(page({})).toMatch(/01 Acks ○ not begun 10 minutes next *02 Two &lt;tasks&gt; ○ not begun 40 minutes 2 tasks/);
});

test('a lab that is begun, or passed task by task, or passed, says so, and the next one is the first that is not', () => {
  expect(page({ '01-acks': { ...none, attempts: 2 } })).toContain('01 Acks … begun 10 minutes next');
  const half = page({
    '01-acks': { ...none, passedAt: '2026-01-31T10:51:01Z', bestMs: 4_100 },
    '02-two': { ...none, tasksPassed: [2] },
  });
  expect(half).toContain('1 of 2 labs passed Next: 02 Two');
  expect(half).toContain('✓ passed 2026-01-31, best 4.1 s');
  expect(half).toContain('… begun: 1 of 2 tasks passed');
});

test('who has passed all labs is told of no next one', () => {
  const passed = { ...none, passedAt: '2026-01-31T10:51:01Z' };
  expect(page({ '01-acks': passed, '02-two': passed })).not.toMatch(/[Nn]ext/);
});
