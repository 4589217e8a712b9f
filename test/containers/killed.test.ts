import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { eventually } from '../../harness/broker/eventually.ts';
import type { Shape } from '../../harness/cluster/cluster.ts';
import type { Verdict } from '../../harness/run/verdict.ts';
import { SeededRandom } from '../../harness/seeded-random.ts';
import { ContainerHome, docker } from '../support/containers.ts';
import { jsonOf, verdictOf } from '../support/json.ts';
import type { Ended } from '../support/program.ts';

const home = new ContainerHome();
afterAll(async () => {
  await home.end();
  expect(await home.containers()).toEqual([]);
  expect(await home.networks()).toEqual([]);
});

const passes = async (lab: string): Promise<string> => verdictOf(await home.lab([lab, '--solution', '--json'])).outcome;

/** The outcome, and what was found where that is neither a pass nor an honest doubt: a random moment does not come again. */
function outcomeOf(ended: Ended): string {
  const { outcome, checks = [] } = jsonOf<Partial<Verdict> & { outcome: string }>(ended);
  if (outcome === 'passed' || outcome === 'inconclusive') return outcome;
  const told = checks
    .filter((check) => check.outcome !== 'passed')
    .map((check) => [check.title, check.outcome, check.reason, JSON.stringify(check.diagnosis)].join(': '));
  return [outcome, ...told].join('\n');
}

/** Kills one of the containers of a cluster; resolves once Docker has said that it did. */
async function killOne(shape: Shape, random: SeededRandom): Promise<void> {
  await eventually(
    'a container is killed',
    async () => {
      const containers = await home.nodesOf(shape);
      if (containers.length === 0) return false; // they are being replaced
      return docker('kill', random.pick(containers)).then(
        () => true,
        () => false, // it ended by itself meanwhile
      );
    },
    { withinMs: 60_000 },
  );
}

const aProgramRuns = () =>
  eventually('a program under test runs', () => home.learnerProcesses().length > 0, { withinMs: 60_000 });

test('a container killed at any moment of a run, or after it, is told as such, and the next command recovers', async () => {
  const random = new SeededRandom();
  const rounds: { lab: string; hit: string; next: string }[] = [];
  for (const lab of ['00', '01']) expect(await passes(lab)).toBe('passed');
  for (let round = 1; round <= 6; round++) {
    // One broker, as soon as a program under test runs: no check can do without it.
    const first = home.start(['00', '--solution', '--json']);
    await aProgramRuns();
    await killOne('one', random);
    rounds.push({ lab: '00', hit: outcomeOf(await first.ended), next: await passes('00') });
    // Any of four, at any moment: while the cluster is judged, or replaced, amid the checks, or when none of this run is left.
    const second = home.start(['01', '--solution', '--json']);
    if (round % 2 === 0) await aProgramRuns(); // on a slow machine that takes long, and before it a kill changes little
    await pause(random.below(8_000)); // the moment is what is tried
    await killOne('three', random);
    rounds.push({ lab: '01', hit: outcomeOf(await second.ended), next: await passes('01') });
  }
  console.log(`seed ${random.seed}`, rounds);
  // Never the learner's fault, whichever broker it was and whatever it was doing.
  expect(rounds.filter(({ hit }) => hit !== 'passed' && hit !== 'inconclusive')).toEqual([]);
  expect(rounds.filter(({ next }) => next !== 'passed')).toEqual([]);
  expect(rounds.filter(({ lab, hit }) => lab === '00' && hit !== 'inconclusive')).toEqual([]);
}, 900_000);

// What the daemon says of a container that was killed while it was frozen depends on when it is asked.
test('a broker that is killed while a check has it frozen is told as gone', async () => {
  expect(await passes('01')).toBe('passed');
  const run = home.start(['01', '--solution', '--json']);
  const frozen = await home.nextFrozen();
  await docker('kill', frozen);
  const { outcome, checks } = verdictOf(await run.ended);
  expect(outcome).toBe('inconclusive');
  const [first] = checks.filter((check) => check.outcome !== 'passed');
  expect(first!.reason).toMatch(/^(Broker \d has ended, and is not started again|broker \d ended with code 137)/);
  expect(await passes('01')).toBe('passed');
}, 300_000);

test('a keeper that is killed leaves containers, and the next command removes them', async () => {
  expect(await passes('00')).toBe('passed');
  const before = await home.containers();
  const { stdout } = await home.lab(['status']);
  process.kill(Number(/pid (\d+)/.exec(stdout)![1]), 'SIGKILL');
  await eventually('the keeper has ended', async () =>
    (await home.lab(['status'])).stdout.includes('Nothing is running'),
  );
  expect(await home.containers()).toEqual(before);
  expect(await passes('00')).toBe('passed');
  const after = await home.containers();
  expect(after).toHaveLength(1);
  expect(before).not.toContain(after[0]);
});

test('`down` leaves no container and no network', async () => {
  expect(await passes('00')).toBe('passed');
  expect((await home.lab(['down'])).code).toBe(0);
  expect([...(await home.containers()), ...(await home.networks())]).toEqual([]);
});
