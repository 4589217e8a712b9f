import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { SeededRandom } from '../harness/seeded-random.ts';
import { Home } from '../test/support/home.ts';
import { type KillRound, killDuringRun, type Victim, victims } from '../test/support/killing.ts';

/**
 * node bin/run.mjs scripts/kill-rounds.ts --rounds 10 --seed 7: kills the command, the keeper, a broker and a controller at
 * random moments of a run, so often each, and shows what came of it. The next run must pass and nothing may be left behind.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' }, seed: { type: 'string' } } });
/** Three brokers, which its checks break, too. */
const LAB = '01';
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const rounds = Number(values.rounds);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
const random = new SeededRandom(seed);
console.log(`seed ${seed}`);

const home = new Home();
const first = performance.now();
await home.lab([LAB, '--solution', '--json']);
const withinMs = Math.round(performance.now() - first);

const table = new Table({
  head: ['killed', 'rounds', 'there to kill', 'passed', 'failed', 'inconclusive', 'bug', 'next passed', 'orphans'],
  style: { head: [], border: [] },
});
let wrong = 0;
for (const victim of victims) {
  const results: KillRound[] = [];
  for (let round = 1; round <= rounds; round++) {
    const afterMs = random.below(withinMs);
    const result = await killDuringRun(home, victim, () => pause(afterMs), LAB);
    results.push(result);
    const isGood = isRight(victim, result);
    if (!isGood) wrong++;
    const { hit, next, orphans } = result;
    const how = `it ended with ${hit.signal ?? hit.code}, the next ${next.outcome}, orphans: ${orphans.length}`;
    console.log(`${isGood ? '✓' : '✗'} ${victim} ${round} of ${rounds}, after ${afterMs} ms: ${how}`);
    if (!isGood) console.log(hit.stdout, hit.stderr);
  }
  const ending = (code: number) => results.filter(({ hit }) => hit.code === code).length;
  table.push([
    victim,
    rounds,
    results.filter(({ killed }) => killed).length,
    ...[0, 1, 2, 3].map(ending),
    results.filter(({ next }) => next.outcome === 'passed').length,
    results.reduce((sum, { orphans }) => sum + orphans.length, 0),
  ]);
}
await home.end();
console.log(table.toString());
console.log(wrong === 0 ? 'all rounds as they must be' : `${wrong} rounds were wrong; repeat them with --seed ${seed}`);
process.exit(wrong === 0 ? 0 : 1);

/** A solution may pass or be inconclusive when something is killed under it; it must never be called wrong. */
function isRight(victim: Victim, { hit, next, orphans }: KillRound): boolean {
  const ended = victim === 'command' ? hit.signal === 'SIGKILL' || hit.code === 0 : hit.code === 0 || hit.code === 2;
  return ended && next.outcome === 'passed' && orphans.length === 0;
}
