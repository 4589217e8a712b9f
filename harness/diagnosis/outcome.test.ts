import { expect, test } from 'vitest';
import { exitCodes, gravest, type Outcome } from './outcome.ts';

test.each<[Outcome[], Outcome]>([
  [['passed', 'passed'], 'passed'],
  [['passed', 'inconclusive'], 'inconclusive'],
  [['inconclusive', 'failed', 'passed'], 'failed'],
  [['failed', 'harness-error', 'inconclusive'], 'harness-error'],
])('checks that are %j make a run that is %s', (outcomes, gravestOne) => {
  expect(gravest(outcomes)).toBe(gravestOne);
});

test('a run without checks proves nothing', () => {
  expect(gravest([])).toBe('inconclusive');
});

test('each outcome has an exit code of its own', () => {
  expect(exitCodes).toEqual({ passed: 0, failed: 1, inconclusive: 2, 'harness-error': 3 });
});
