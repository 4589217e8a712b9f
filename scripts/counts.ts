import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** What a part of `npm test` counted. */
export interface Counts {
  passed: number;
  failed: number;
  /** What failed, a text each. It is said once more at the end: there it is found in a log of thousands of lines. */
  problems: string[];
}

/** What is read of the report of Vitest's JSON reporter. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
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
  return { passed: numPassedTests, failed: code !== 0 ? Math.max(numFailedTests, 1) : numFailedTests, problems };
}

/** What `verify` printed: its closing line, and each variant that was not as it must be with what was wrong. */
export function verifyCounts(output: string, code: number): Counts {
  const lines = stripVTControlCharacters(output).split('\n');
  const counts = lines.map((line) => /^(\d+) passed, (\d+) failed$/.exec(line)).findLast((found) => found !== null);
  const problems: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (!line.startsWith(' ✗ ')) continue;
    const end = lines.findIndex((later, index) => index > at && !later.startsWith('     '));
    problems.push(lines.slice(at, end < 0 ? undefined : end).join('\n'));
  }
  if (!counts)
    return { passed: 0, failed: 1, problems: [problem('verify came to no end', lines.slice(-LINES).join('\n'))] };
  const failed = Number(counts[2]);
  if (code !== 0 && failed === 0) problems.push(`verify ended with ${code}.`);
  return { passed: Number(counts[1]), failed: code !== 0 ? Math.max(failed, 1) : failed, problems };
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
