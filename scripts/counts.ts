import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Timing } from './timings.ts';

/** What a part of `npm test` counted. */
export interface Counts {
  passed: number;
  failed: number;
  /** What failed, a text each. It is said once more at the end: there it is found in a log of thousands of lines. */
  problems: string[];
  /** What took time in it. */
  timings?: Timing[];
}

/** What is read of the report of Vitest's JSON reporter. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    startTime?: number;
    endTime?: number;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

/** Of an error as many lines as tell what was expected; its stack is in the log. */
const LINES = 12;

export function vitestCounts({ numPassedTests, numFailedTests, testResults }: VitestReport, code: number): Counts {
  const problems = testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = relative(process.cwd(), name);
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      // A file that cannot be loaded fails without a test that does.
      if (failed.length === 0) return [problem(file, message)];
      return failed.map(({ fullName, failureMessages }) => problem(`${file}: ${fullName}`, failureMessages.join('\n')));
    });
  if (code !== 0 && problems.length === 0) problems.push(`Vitest ended with ${code}, and no test failed.`);
  const timings = testResults.flatMap(({ name, startTime, endTime }) =>
    startTime === undefined || endTime === undefined
      ? []
      : [{ name: relative(process.cwd(), name), seconds: (endTime - startTime) / 1_000 }],
  );
  const failed = code !== 0 ? Math.max(numFailedTests, 1) : numFailedTests;
  return { passed: numPassedTests, failed, problems, timings };
}

/** `== What failed`, and below it each part's problems; nothing where nothing failed. */
export function recap(failed: readonly { name: string; problems: readonly string[] }[]): string {
  const parts = failed.map(({ name, problems }) => [name, ...problems].join('\n'));
  return parts.length === 0 ? '' : `\n== What failed\n\n${parts.join('\n\n')}\n`;
}

function problem(of: string, text: string): string {
  const lines = stripVTControlCharacters(text).trim().split('\n').slice(0, LINES);
  return [` ✗ ${of}`, ...lines.map((line) => `     ${line}`)].join('\n');
}
