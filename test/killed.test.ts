import { expect, test } from 'vitest';
import { eventually } from '../harness/broker/eventually.ts';
import { verdictOf } from './support/json.ts';
import { clusterFolders, killDuringRun } from './support/killing.ts';
import type { Started } from './support/program.ts';
import { testHome } from './support/test-home.ts';

const home = testHome();

/** The next run, and what is left behind. */
const PASSED = { next: { code: 0, outcome: 'passed', found: [] }, orphans: [] };

/** Resolves once a run is in the middle of its checks: a program under test of its own runs. */
async function inTheMiddle({ ended }: Started): Promise<void> {
  const isThere = () => home.learnerProcesses().length > 0;
  const reached = eventually('a program under test runs', isThere, { withinMs: 120_000, everyMs: 20 });
  const early = ended.then(({ stdout, stderr }) => Promise.reject(new Error(`it ended before: ${stdout}${stderr}`)));
  for (const late of [reached, early]) late.catch(() => {}); // whichever comes second
  await Promise.race([reached, early]);
}

test('a command killed in the middle of a run leaves nothing, and the next run passes', async () => {
  const { killed, hit, next, orphans } = await killDuringRun(home, 'command', inTheMiddle, '00');
  expect({ killed, signal: hit.signal }).toEqual({ killed: true, signal: 'SIGKILL' });
  expect({ next, orphans }).toEqual(PASSED);
});

test('a keeper killed in the middle of a run is told as lost, and the next command clears what it left', async () => {
  const { killed, hit, next, orphans } = await killDuringRun(home, 'keeper', inTheMiddle, '00');
  expect(killed).toBe(true);
  const { outcome, checks } = verdictOf(hit);
  expect({ code: hit.code, outcome }).toEqual({ code: 2, outcome: 'inconclusive' });
  expect(checks.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(/^The keeper, .* went away/));
  expect({ next, orphans }).toEqual(PASSED);
  await eventually('one cluster’s data is left', () => clusterFolders(home).length === 1);
});

// One of three brokers: those that are left go on, and a check could take that for the program’s fault.
test('a broker killed in the middle of a run makes it inconclusive, never failed, and the next run passes', async () => {
  const { killed, hit, next, orphans } = await killDuringRun(home, 'broker', inTheMiddle, '01');
  expect(killed).toBe(true);
  expect({ code: hit.code, outcome: verdictOf(hit).outcome }).toEqual({ code: 2, outcome: 'inconclusive' });
  expect({ next, orphans }).toEqual(PASSED);
});

// Brokers that have no controller serve what they lead, and elect nobody when one dies.
test('so does a controller', async () => {
  const { killed, hit, next, orphans } = await killDuringRun(home, 'controller', inTheMiddle, '01');
  expect(killed).toBe(true);
  const { outcome, checks } = verdictOf(hit);
  expect({ code: hit.code, outcome }).toEqual({ code: 2, outcome: 'inconclusive' });
  expect(checks.at(-1)!.reason).toMatch(/^the controller of the cluster was ended by SIGKILL/);
  expect({ next, orphans }).toEqual(PASSED);
});
