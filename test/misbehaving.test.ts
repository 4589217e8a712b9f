import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import { codesOf, type VerdictJson, verdictOf } from './support/json.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();

/** Each program, what it does, and the diagnosis that it must get. */
const programs: [claim: string, program: string, code: string][] = [
  ['a syntax error does not compile', 'broken/syntax-error', 'does-not-compile'],
  ['a function of another name is a missing export', 'misbehaving/missing-export', 'missing-export'],
  ['an error at the top level keeps a file from being loaded', 'misbehaving/throws-while-loading', 'not-loaded'],
  ['an endless loop blocks the event loop', 'misbehaving/endless-loop', 'blocked-event-loop'],
  ['process.exit(0) is an early exit, not a success', 'misbehaving/exits', 'exited-early'],
  ['an exit is seen while a child still holds the output', 'misbehaving/exits-while-a-child-prints', 'exited-early'],
  ['a rejection that nobody handles is a crash', 'misbehaving/unhandled-rejection', 'crashed'],
  ['a program that ignores SIGTERM is found still running', 'misbehaving/ignores-sigterm', 'left-open'],
  ['a program that leaves a detached grandchild is judged by itself', 'misbehaving/leaves-a-grandchild', 'threw'],
  ['a program that replaces process.send is heard all the same', 'misbehaving/replaces-process-send', 'threw'],
  ['a program that disconnects ended early', 'misbehaving/disconnects', 'exited-early'],
  ['a thrown value that is no error is thrown all the same', 'misbehaving/throws-no-error', 'threw'],
  ['an error without text crashes like any other', 'misbehaving/odd-error', 'crashed'],
];

afterEach(async () => {
  await eventually('nothing that the program started runs any more', () => home.learnerProcesses().length === 0);
});

test.each(programs)('%s', async (_claim, program, code) => {
  expect(codesOf(await judge(program))).toContain(code);
});

test('a promise that nobody resolves never settles, and only the first call gets its full time', async () => {
  const { checks } = await judge('misbehaving/never-settles');
  const evidence = checks.map(({ diagnosis }) => diagnosis?.evidence.at(-1)?.text);
  const told = (seconds: number) => `openOrderLog() did not settle within ${seconds} s; the event loop is idle`;
  expect(evidence).toEqual([told(15), ...Array(5).fill(told(2))]);
  expect(new Set(codesOf({ checks }))).toEqual(new Set(['never-settled']));
});

test('60 MB of output neither block the run nor hide what is thrown, and a megabyte of them is kept', async () => {
  expect(codesOf(await judge('misbehaving/huge-output'))).toContain('threw');
  const runs = home.path('.labs', 'runs');
  const run = join(runs, readdirSync(runs).sort().at(-1)!);
  const sizes = readdirSync(run).map((name) => statSync(join(run, name)).size);
  expect(Math.max(...sizes)).toBeGreaterThan(900_000);
  expect(Math.max(...sizes)).toBeLessThan(1_100_000);
});

/** Runs lab 00 on a fixture. Whatever the program does, it must have failed: nothing may be blamed on the harness. */
async function judge(program: string): Promise<VerdictJson> {
  const ended = await home.lab(['00', '--from', join('test/fixtures', program), '--json']);
  const verdict = verdictOf(ended);
  const notItsFault = verdict.checks.filter(({ outcome }) => outcome !== 'failed' && outcome !== 'passed');
  expect(notItsFault).toEqual([]);
  expect({ code: ended.code, outcome: verdict.outcome }).toEqual({ code: 1, outcome: 'failed' });
  return verdict;
}
