import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { eventually } from '../../harness/broker/eventually.ts';
import { SeededRandom } from '../../harness/seeded-random.ts';
import { ContainerHome, docker } from '../support/containers.ts';
import { verdictOf } from '../support/json.ts';

const home = new ContainerHome();
afterAll(async () => {
  await home.end();
  expect(await home.containers()).toEqual([]);
  expect(await home.networks()).toEqual([]);
});

const passes = async (lab: string): Promise<string> => verdictOf(await home.lab([lab, '--solution', '--json'])).outcome;

test('a container killed at any moment of a run, or after it, is told as such, and the next command recovers', async () => {
  const random = new SeededRandom();
  const rounds: { round: number; killed: boolean; hit: string; next: string }[] = [];
  expect(await passes('01')).toBe('passed');
  for (let round = 1; round <= 10; round++) {
    const run = home.start(['01', '--solution', '--json']);
    // Half of them once programs run, the others anywhere: while the cluster is judged, or replaced.
    const isInRun = () => home.learnerProcesses().length > 0;
    if (round % 2 === 0) await eventually('a program under test runs', isInRun, { withinMs: 60_000 });
    await pause(random.below(4_000)); // the moment is what is tried
    const containers = await home.containers();
    const victim = containers.length > 0 ? random.pick(containers) : undefined;
    const killed =
      victim !== undefined &&
      (await docker('kill', victim).then(
        () => true,
        () => false,
      ));
    const hit = verdictOf(await run.ended).outcome;
    rounds.push({ round, killed, hit: killed ? hit : 'not hit', next: await passes('01') });
  }
  console.log(`seed ${random.seed}`, rounds);
  // Never the learner's fault, whichever broker it was and whatever it was doing.
  expect(rounds.filter(({ hit }) => hit === 'failed')).toEqual([]);
  expect(rounds.filter(({ next }) => next !== 'passed')).toEqual([]);
  expect(rounds.filter(({ hit }) => hit === 'inconclusive').length).toBeGreaterThan(1); // it did strike
}, 600_000);

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
