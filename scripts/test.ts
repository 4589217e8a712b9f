import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allLabs } from '../harness/course/labs.ts';
import { command } from './command.ts';
import { type Counts, recap, verifyCounts } from './counts.ts';
import { runVitest } from './run-vitest.ts';

/**
 * `npm test`: everything that proves this repository, and one closing line that sums all. Labs and whole programs mostly
 * wait (for elections, sessions, timeouts), so two of them run at a time, each with a home of its own; a third would make
 * them wait for two cores. Mistakes are judged by the checks of their golden evidence; `-- --whole` judges them by all, and
 * `-- --publish` does so and writes what is proved of the labs into docs/verified.md. `-- --runtime containers` proves the
 * labs alone, with their brokers and databases in containers; `-- --one-of-each` tries one mistake for each diagnosis.
 */

interface Part {
  name: string;
  run(show: (text: string) => void): Promise<Counts>;
}

const AT_ONCE = 2;
const publish = process.argv.includes('--publish') ? ['--publish'] : [];
const runtime = optionValue('--runtime');
const whole = (publish.length > 0 && runtime === undefined) || process.argv.includes('--whole');
const oneOfEach = process.argv.includes('--one-of-each') ? ['--one-of-each'] : [];
const how = [...publish, ...(whole ? [] : ['--by-golden']), ...oneOfEach];

const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-test-'));
const bin = (name: string): string => join('node_modules', '.bin', name);

const first: Part[] = [
  { name: 'format and lint', run: async (show) => asOne(await command(bin('biome'), ['check', '.'], { show })) },
  { name: 'types', run: async (show) => asOne(await command(bin('tsc'), ['-p', 'tsconfig.check.json'], { show })) },
  { name: 'unit tests', run: (show) => vitest('unit', show) },
];
const labs = (await allLabs()).map(({ name, number }): Part => ({ name, run: (show) => verify(number, show) }));
const onDaemon: Part = { name: 'the container daemon', run: (show) => vitest('containers', show) };
const programs: Part = { name: 'whole-program tests', run: (show) => vitest('programs', show) };
// The later labs take longest, so they begin first.
const then: Part[] = [runtime === undefined ? programs : onDaemon, ...labs.reverse()];

const total = { passed: 0, failed: 0 };
const red: { name: string; problems: string[] }[] = [];
const begunAt = Date.now();
if (runtime === undefined) for (const part of first) await prove(part, (text) => process.stdout.write(text));
await Promise.all(Array.from({ length: AT_ONCE }, proveTheRest));
rmSync(folder, { recursive: true });
console.log(`\n== all: after ${((Date.now() - begunAt) / 60_000).toFixed(1)} min`);
process.stdout.write(recap(red));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** What a part prints is shown when it is over: several at a time could not be read. */
async function proveTheRest(): Promise<void> {
  for (let part = then.shift(); part; part = then.shift()) {
    const shown: string[] = [];
    await prove(part, (text) => shown.push(text), shown);
  }
}

async function prove({ name, run }: Part, show: (text: string) => void, kept: string[] = []): Promise<void> {
  console.log(`\n== ${name}`);
  const startedAt = Date.now();
  const { passed, failed, problems } = await run(show);
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) red.push({ name, problems });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${kept.join('')}== ${name}: ${failed === 0 ? 'green' : 'RED'} after ${seconds} s`);
}

function optionValue(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function asOne({ code }: { code: number }): Counts {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, problems: [] };
}

function vitest(project: string, show: (text: string) => void): Promise<Counts> {
  return runVitest(project, { reporter: 'dot', show });
}

/** Proves one lab in a home, and so with a keeper and servers, of its own. */
async function verify(lab: string, show: (text: string) => void): Promise<Counts> {
  const env = { KAFKA_LABS_HOME: join(folder, lab), KAFKA_LABS_RUNTIME: runtime ?? 'local' };
  const { code, output } = await command(process.execPath, ['bin/lab.mjs', 'verify', lab, ...how], { show, env });
  await command(process.execPath, ['bin/lab.mjs', 'down'], { show: () => {}, env });
  return verifyCounts(output, code);
}
