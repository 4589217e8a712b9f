import { expect, test } from 'vitest';
import type { TestCase, TestModule } from 'vitest/node';
import { CheckReporter } from './check-reporter.ts';

const collected = (...names: string[]) =>
  ({ children: { allTests: () => names.map((name) => ({ name })) } }) as unknown as TestModule;

const decided = (name: string, state = 'passed') =>
  ({
    name,
    result: () => ({ state, errors: [] }),
    meta: () => ({ lab: { task: 1, level: 'core', outcome: 'passed' } }),
    diagnostic: () => ({ duration: 1 }),
  }) as unknown as TestCase;

/** A reporter of a file with three checks, and the titles that it has told of. */
function begun(): { reporter: CheckReporter; told: string[] } {
  const reporter = new CheckReporter();
  const told: string[] = [];
  reporter.begin({ onCheck: ({ title }) => told.push(title) });
  reporter.onTestModuleCollected(collected('first', 'second', 'third'));
  return { reporter, told };
}

test('a check that is decided before the one above it is told of behind it', () => {
  const { reporter, told } = begun();
  reporter.onTestCaseResult(decided('second'));
  expect(told).toEqual([]);
  reporter.onTestCaseResult(decided('first'));
  expect(told).toEqual(['first', 'second']);
});

test('a check that is skipped holds nobody up, and is not told of', () => {
  const { reporter, told } = begun();
  reporter.onTestCaseResult(decided('second'));
  reporter.onTestCaseResult(decided('first', 'skipped'));
  expect(told).toEqual(['second']);
});

test('a run that was cut off tells what it has decided behind what it has not', () => {
  const { reporter, told } = begun();
  reporter.onTestCaseResult(decided('third'));
  expect(reporter.end().map(({ title }) => title)).toEqual(['third']);
  expect(told).toEqual(['third']);
});

test('a file that cannot be loaded throws what it threw', () => {
  const { reporter } = begun();
  reporter.onTestModuleEnd({ errors: () => [{ message: 'no such module', name: 'Error' }] } as unknown as TestModule);
  expect(() => reporter.end()).toThrow('no such module');
});
