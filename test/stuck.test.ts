import { afterEach, expect, test } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import { codesOf } from './support/json.ts';
import { judged } from './support/judged.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();

afterEach(async () => {
  await eventually('nothing that the program started runs any more', () => home.learnerProcesses().length === 0);
});

test.each([
  ['an endless loop blocks the event loop', 'misbehaving/endless-loop', 'blocked-event-loop'],
  ['a program that ignores SIGTERM is found still running', 'misbehaving/ignores-sigterm', 'left-open'],
])('%s', async (_claim, program, code) => {
  expect(codesOf(await judged(home, program))).toContain(code);
});

test('a promise that nobody resolves never settles, and only the first call gets its full time', async () => {
  const { checks } = await judged(home, 'misbehaving/never-settles');
  const evidence = checks.map(({ diagnosis }) => diagnosis?.evidence.at(-1)?.text);
  const told = (seconds: number) => `openOrderLog() did not settle within ${seconds} s; the event loop is idle`;
  expect(evidence).toEqual([told(15), ...Array(5).fill(told(2))]);
  expect(new Set(codesOf({ checks }))).toEqual(new Set(['never-settled']));
});
