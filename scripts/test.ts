import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `npm test`: everything that proves this repository, one part after the other, and one closing line that sums all. */

interface Counts {
  passed: number;
  failed: number;
}

const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-test-'));
const bin = (name: string): string => join('node_modules', '.bin', name);

const parts: { name: string; run(): Promise<Counts> }[] = [
  { name: 'format and lint', run: async () => asOne(await command(bin('biome'), ['check', '.'])) },
  { name: 'types', run: async () => asOne(await command(bin('tsc'), ['-p', 'tsconfig.check.json'])) },
  { name: 'unit tests', run: () => vitest('unit') },
  { name: 'whole-program tests', run: () => vitest('programs') },
  { name: 'the course', run: verify },
];

const total: Counts = { passed: 0, failed: 0 };
for (const { name, run } of parts) {
  console.log(`\n== ${name}`);
  const startedAt = Date.now();
  const { passed, failed } = await run();
  total.passed += passed;
  total.failed += failed;
  console.log(`== ${name}: ${failed === 0 ? 'green' : 'RED'} after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}
rmSync(folder, { recursive: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

function asOne({ code }: { code: number }): Counts {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(project: string): Promise<Counts> {
  const report = join(folder, `${project}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await command(bin('vitest'), ['run', '--project', project, ...reporters]);
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    // A file that cannot be loaded fails the command without failing a test.
    return { passed: numPassedTests, failed: numFailedTests === 0 && code !== 0 ? 1 : numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function verify(): Promise<Counts> {
  const { code, output } = await command(process.execPath, ['bin/lab.mjs', 'verify']);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  await command(process.execPath, ['bin/lab.mjs', 'down']);
  if (passed === undefined) return { passed: 0, failed: 1 };
  return { passed: Number(passed), failed: code !== 0 && failed === '0' ? 1 : Number(failed) };
}

/** Runs a command, shows what it prints (but for a count, of which there is one at the end), and returns it. */
async function command(program: string, args: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    process.stdout.write(chunk.replace(/^\d+ passed, \d+ failed\n/m, ''));
  });
  const code = await new Promise<number>((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('close', (status) => resolve(status ?? 1));
  });
  return { code, output };
}
