import { renameSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import { SeededRandom } from '../harness/seeded-random.ts';
import { WatchedLab } from './support/saving.ts';
import { testHome } from './support/test-home.ts';

/** One terminal without keys, in which lab 00 is watched: each test goes on where the one before ended. */
const home = testHome();
const random = new SeededRandom();
let watched: WatchedLab;

afterAll(() => watched?.end());

test('watching begins with a run, and says what it watches and how it ends', async () => {
  watched = await WatchedLab.start(home, random);
  expect(watched.printed()).toContain('Open ');
  expect(watched.printed()).toContain('A decision is still missing.');
  expect(watched.printed()).toMatch(/ watching \S+orders\.ts\n Each save runs it again; Ctrl-C ends\./);
});

test(`what is saved last is judged, whatever the run under way (seed ${random.seed})`, async () => {
  for (const burst of [1, 3, 5]) {
    let expected = '';
    for (let save = 0; save < burst; save++) {
      expected = watched.save();
      await new Promise((resolve) => setTimeout(resolve, random.below(600))); // somewhere in a run: the moment is the point
    }
    expect(await watched.lastVerdict()).toBe(expected);
  }
});

test('a file that is missing is told, and judged once it is there again', async () => {
  const file = home.path('work', '00-first-record', 'orders.ts');
  renameSync(file, `${file}.away`);
  await eventually('it is told', () => watched.printed().includes('orders.ts is missing'));
  const expected = watched.save();
  expect(await watched.lastVerdict()).toBe(expected);
});

test('Ctrl-C ends it, and leaves no program running', async () => {
  const { code } = await watched.end();
  expect(code).toBe(130);
  await eventually('its programs have ended', () => home.learnerProcesses().length === 0);
});

test('what has no end cannot print one JSON object, nor wait for a debugger', async () => {
  for (const option of ['--json', '--inspect']) {
    const { code, stdout, stderr } = await home.lab(['00', '--watch', option]);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain(`--watch and ${option} cannot be used together.`);
  }
});
