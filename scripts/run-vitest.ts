import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './command.ts';

export interface Counts {
  passed: number;
  failed: number;
}

/** Runs a project of vitest.config.ts, shows what it prints, and returns how many tests passed and failed. */
export async function runVitest(
  project: string,
  { reporter, args = [], show }: { reporter: 'dot' | 'default'; args?: readonly string[]; show(text: string): void },
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-vitest-'));
  const report = join(folder, 'report.json');
  const reporters = [`--reporter=${reporter}`, '--reporter=json', `--outputFile.json=${report}`];
  const vitest = ['run', '--project', project, ...reporters, ...args];
  const { code } = await command(join('node_modules', '.bin', 'vitest'), vitest, { show });
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    // A file that cannot be loaded fails the command without failing a test.
    return { passed: numPassedTests, failed: numFailedTests === 0 && code !== 0 ? 1 : numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
