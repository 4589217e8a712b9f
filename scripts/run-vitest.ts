import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './command.ts';
import { type Counts, type VitestReport, vitestCounts } from './counts.ts';

/** Runs a project of vitest.config.ts, shows what it prints, and returns how many tests passed, and which failed. */
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
    return vitestCounts(JSON.parse(readFileSync(report, 'utf8')) as VitestReport, code);
  } catch {
    return { passed: 0, failed: 1, problems: ['Vitest wrote no report.'] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
