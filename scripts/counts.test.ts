import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recap, type VitestReport, vitestCounts } from './counts.ts';

const file = (name: string, failed: Record<string, string>, message = ''): VitestReport['testResults'][number] => ({
  name: join(process.cwd(), name),
  status: message || Object.keys(failed).length > 0 ? 'failed' : 'passed',
  message,
  assertionResults: [
    { status: 'passed', fullName: 'holds', failureMessages: [] },
    ...Object.entries(failed).map(([fullName, text]) => ({ status: 'failed', fullName, failureMessages: [text] })),
  ],
});
const report = (passed: number, failed: number, ...testResults: VitestReport['testResults']): VitestReport => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults,
});

describe('of Vitest', () => {
  test('a test that failed is named with its file and the beginning of its error', () => {
    const stack = Array.from({ length: 40 }, (_, line) => `    at ${line}`).join('\n');
    const found = vitestCounts(
      report(
        2,
        1,
        file('test/a.test.ts', {}),
        file('test/b.test.ts', { breaks: `\x1b[31mError: 1\x1b[39m\n${stack}` }),
      ),
      1,
    );
    expect(found).toMatchObject({ passed: 2, failed: 1 });
    expect(found.problems).toHaveLength(1);
    expect(found.problems[0]).toMatch(/^ ✗ test\/b\.test\.ts: breaks\n {5}Error: 1\n {9}at 0\n/);
    expect(found.problems[0]!.split('\n')).toHaveLength(13);
  });

  test('a file that cannot be loaded counts as a failure, and so does a Vitest that ends badly', () => {
    expect(vitestCounts(report(1, 0, file('test/a.test.ts', {}, 'no such module')), 1)).toMatchObject({
      passed: 1,
      failed: 1,
      problems: [' ✗ test/a.test.ts\n     no such module'],
    });
    expect(vitestCounts(report(1, 0, file('test/a.test.ts', {})), 1)).toMatchObject({
      failed: 1,
      problems: [expect.stringContaining('ended with 1')],
    });
  });
});

test('a file’s time is kept where the report says it', () => {
  const timed = { ...file('test/a.test.ts', {}), startTime: 1_000, endTime: 3_500 };
  expect(vitestCounts(report(1, 0, timed, file('test/b.test.ts', {})), 0).timings).toEqual([
    { name: 'test/a.test.ts', seconds: 2.5 },
  ]);
});

test('what failed is said part by part, and nothing where nothing did', () => {
  expect(recap([])).toBe('');
  expect(
    recap([
      { name: 'types', problems: [] },
      { name: '01-acks', problems: [' ✗ a', ' ✗ b'] },
    ]),
  ).toBe('\n== What failed\n\ntypes\n\n01-acks\n ✗ a\n ✗ b\n');
});
