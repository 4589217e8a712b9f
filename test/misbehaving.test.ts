import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import { codesOf } from './support/json.ts';
import { judged } from './support/judged.ts';
import { testHome } from './support/test-home.ts';

/** Programs that get stuck are in a file of their own: they take their time. */
const home = testHome();

/** Each program, what it does, and the diagnosis that it must get. */
const programs: [claim: string, program: string, code: string][] = [
  ['a syntax error does not compile', 'broken/syntax-error', 'does-not-compile'],
  ['a function of another name is a missing export', 'misbehaving/missing-export', 'missing-export'],
  ['an error at the top level keeps a file from being loaded', 'misbehaving/throws-while-loading', 'not-loaded'],
  ['process.exit(0) is an early exit, not a success', 'misbehaving/exits', 'exited-early'],
  ['an exit is seen while a child still holds the output', 'misbehaving/exits-while-a-child-prints', 'exited-early'],
  ['a rejection that nobody handles is a crash', 'misbehaving/unhandled-rejection', 'crashed'],
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
  expect(codesOf(await judged(home, program))).toContain(code);
});

test('60 MB of output neither block the run nor hide what is thrown, and a megabyte of them is kept', async () => {
  expect(codesOf(await judged(home, 'misbehaving/huge-output'))).toContain('threw');
  const runs = home.path('.labs', 'runs');
  const run = join(runs, readdirSync(runs).sort().at(-1)!);
  const sizes = readdirSync(run).map((name) => statSync(join(run, name)).size);
  expect(Math.max(...sizes)).toBeGreaterThan(900_000);
  expect(Math.max(...sizes)).toBeLessThan(1_100_000);
});
