import { parseArgs } from 'node:util';
import { eventually } from '../harness/broker/eventually.ts';
import { SeededRandom } from '../harness/seeded-random.ts';
import { Home } from '../test/support/home.ts';
import { WatchedLab } from '../test/support/saving.ts';

/**
 * node bin/run.mjs scripts/save-rounds.ts --saves 100 --seed 7: saves lab 00 while it is watched, in bursts at random
 * moments of its runs and in the ways of several editors. What was saved last must be judged, each time; nothing may be
 * left running.
 */
const { values } = parseArgs({ options: { saves: { type: 'string', default: '100' }, seed: { type: 'string' } } });
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const random = new SeededRandom(values.seed === undefined ? undefined : Number(values.seed));
console.log(`seed ${random.seed}`);

const home = new Home();
await home.lab(['00', '--solution', '--json']); // fetches and starts what the first run waits for
const watched = await WatchedLab.start(home, random);
let wrong = 0;
let bursts = 0;
for (let left = Number(values.saves); left > 0; bursts++) {
  const size = Math.min(left, 1 + random.below(6));
  let expected = '';
  for (let save = 0; save < size; save++) {
    // From the middle of a save's events to the end of a run.
    await pause(random.pick([0, 5, 30, 200, 700, 1500, 4000]) * random.next());
    expected = watched.save();
  }
  left -= size;
  const found = await watched.lastVerdict().catch((error: Error) => error.message);
  if (found !== expected) wrong++;
  console.log(
    `${found === expected ? '✓' : '✗'} ${size} saves, the last one: ${found}${found === expected ? '' : `, not ${expected}`}`,
  );
}
const { code } = await watched.end();
// A process that is being started when the command ends notices it once it has begun.
await eventually('its processes have ended', () => home.learnerProcesses().length === 0).catch(() => {});
const left = home.learnerProcesses().length;
await home.end();
console.log(
  `${values.saves} saves in ${bursts} bursts, ${wrong} last ones not judged; it ended with ${code}, ${left} processes left`,
);
process.exit(wrong === 0 && left === 0 && code === 130 ? 0 : 1);
