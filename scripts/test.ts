import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLedger, writeLedger } from '../harness/proof/ledger.ts';
import { command } from './command.ts';
import { type Counts, recap } from './counts.ts';
import { changedFiles } from './git.ts';
import { platformInputs } from './platform.ts';
import type { CourseCounts } from './prove.ts';
import { runVitest } from './run-vitest.ts';
import { parseTestOptions, type TestOptions } from './test-options.ts';
import { type Timing, timingsTold } from './timings.ts';

/**
 * `npm test`: format, types, unit tests, whole programs, and of the course's own programs each stub and solution; then, for
 * `--minutes`, those that changed since docs/verified.json was made and a share of the others. `--whole` proves everything,
 * and `--whole --publish` writes the ledger. `--runtime containers` proves the programs alone, on a container daemon.
 */
const options = optionsOrExit();
if (options.publish) mustBeCommitted();

interface Part {
  name: string;
  run(show: (text: string) => void): Promise<Counts>;
}

const folder = mkdtempSync(join(tmpdir(), 'kafka-labs-test-'));
const bin = (name: string): string => join('node_modules', '.bin', name);
const platform = platformInputs();
const platformIsProved = (await readLedger()).platform?.inputs === platform;

const first: Part[] = [
  { name: 'format and lint', run: async (show) => asOne(await command(bin('biome'), ['check', '.'], { show })) },
  { name: 'types', run: async (show) => asOne(await command(bin('tsc'), ['-p', 'tsconfig.check.json'], { show })) },
  { name: 'unit tests', run: (show) => vitest('unit', show) },
];
const ofKafka: Part = { name: 'tests of Kafka and its clients', run: (show) => vitest('platform', show) };
const wholePrograms: Part[] =
  options.runtime === 'containers'
    ? [{ name: 'the container daemon', run: (show) => vitest('containers', show) }]
    : [
        { name: 'whole-program tests', run: (show) => vitest('programs', show) },
        ...(options.whole || !platformIsProved ? [ofKafka] : []),
      ];

const total = { passed: 0, failed: 0 };
const red: { name: string; problems: string[] }[] = [];
const parts: Timing[] = [];
const pieces: Timing[] = [];
let published: string | undefined;
const begunAt = Date.now();
if (options.runtime === 'local') for (const part of first) await prove(part, (text) => process.stdout.write(text));
// Both mostly wait: for elections, sessions, timeouts.
const besides = proveBesides();
// A daemon that freezes and kills containers for two at a time is late for both.
if (options.runtime === 'containers') await besides;
await prove({ name: 'the course’s programs', run: proveCourse }, (text) => process.stdout.write(text));
await besides;
if (published && wholePrograms.includes(ofKafka)) await publishPlatform(published);
rmSync(folder, { recursive: true });
if (options.runtime === 'local' && platformIsProved && !options.whole)
  console.log('\n Tests of Kafka and its clients were not run: no version changed since the ledger was made.');
console.log(timingsTold(parts, pieces));
console.log(`== all: after ${((Date.now() - begunAt) / 60_000).toFixed(1)} min`);
process.stdout.write(recap(red));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** One part after the other; what each prints is shown when it is over, since the lines of two could not be read. */
async function proveBesides(): Promise<void> {
  for (const part of wholePrograms) {
    const shown: string[] = [];
    await prove(part, (text) => shown.push(text), shown);
  }
}

async function prove({ name, run }: Part, show: (text: string) => void, kept: string[] = []): Promise<void> {
  console.log(`\n== ${name}`);
  const startedAt = Date.now();
  const { passed, failed, problems, timings = [] } = await run(show);
  const seconds = (Date.now() - startedAt) / 1_000;
  total.passed += passed;
  total.failed += failed;
  parts.push({ name, seconds });
  pieces.push(...timings);
  if (failed > 0) red.push({ name, problems });
  console.log(`${kept.join('')}== ${name}: ${failed === 0 ? 'green' : 'RED'} after ${seconds.toFixed(1)} s`);
}

function optionsOrExit(): TestOptions {
  try {
    return parseTestOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`npm test: ${(error as Error).message}`);
    process.exit(2);
  }
}

/** The ledger names the commit that a proof is about: what is not in it was not proved by it. */
function mustBeCommitted(): void {
  const changed = changedFiles();
  if (changed?.length === 0) return;
  const why = changed ? `these files differ from the commit: ${changed.join(', ')}` : 'git says nothing of this folder';
  console.error(`npm test: --publish writes which commit was proved, and ${why}. Commit first.`);
  process.exit(2);
}

/** Kafka's own tests are run again where their versions change, or where they were not green. */
async function publishPlatform(proof: string): Promise<void> {
  if (red.some(({ name }) => name === ofKafka.name)) return;
  await writeLedger({ ...(await readLedger()), platform: { inputs: platform, proof } });
}

function asOne({ code }: { code: number }): Counts {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, problems: [] };
}

function vitest(project: string, show: (text: string) => void): Promise<Counts> {
  return runVitest(project, { reporter: 'dot', show });
}

/** Proves the course's programs in a home, and so with a keeper and servers, of their own. */
async function proveCourse(show: (text: string) => void): Promise<Counts> {
  const env = { KAFKA_LABS_HOME: join(folder, 'home'), KAFKA_LABS_RUNTIME: options.runtime };
  const out = join(folder, 'counts.json');
  const { code } = await command(process.execPath, ['bin/run.mjs', 'scripts/prove.ts', JSON.stringify(options), out], {
    show,
    env,
  });
  await command(process.execPath, ['bin/lab.mjs', 'down'], { show: () => {}, env });
  try {
    const counts = JSON.parse(readFileSync(out, 'utf8')) as CourseCounts;
    published = counts.published;
    return counts;
  } catch {
    return { passed: 0, failed: 1, problems: [`The proof ended with ${code} and left no result.`] };
  }
}
