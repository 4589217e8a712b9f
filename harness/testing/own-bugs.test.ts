import { describe, expect, test, vi } from 'vitest';
import { BrokerUnreachableError } from '../broker/connection.ts';
import { eventually } from '../broker/eventually.ts';
import { FakeDatabaseClient } from '../tap/database/fake-server.ts';
import { FakeClient } from '../tap/fake-client.ts';
import { attempt } from './attempt.ts';
import type { CheckContext } from './check-context.ts';
import { type CrashPointsOptions, crashPoints } from './crash-points.ts';
import { charge, chargePoints, chargingProgram, withoutGroups } from './fake-program.ts';
import { fail } from './fake-run.ts';
import type { TestGround } from './grounds.ts';
import type { LearnerProcess } from './learner-process.ts';
import type { Fail } from './verdicts.ts';
import { mayHappen, mustHappen, mustNotHappen } from './waits.ts';

/** An idle machine starts Node in a quarter of a second; a busy one may take ten times as long. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const judged = chargingProgram();

const bug = (): never => {
  throw new TypeError('undefined is not what the course takes it for');
};
const unreachable = (): never => {
  throw new BrokerUnreachableError('127.0.0.1:9092 closed the connection');
};
const blame = () => fail('order-lost', []);
/** Nobody waits for what throws where bytes or messages come in: the check is at something else, until it is ended. */
const somethingElse = (learner: LearnerProcess) => learner.exit(60_000);

const crashOf = (options: Partial<CrashPointsOptions<TestGround>>) => (context: CheckContext) =>
  crashPoints(withoutGroups(context), { ...chargePoints, ...options });

const SOON = { withinMs: 20, everyMs: 1 };
const never = { forMs: 20, everyMs: 1, otherwise: blame };

/** A bug of each kind that a check can have, within a check that has started a process. */
const bugs: Record<string, (context: CheckContext, learner: LearnerProcess) => Promise<unknown>> = {
  'the body of a check': async () => bug(),
  'the probe of mustHappen': () => mustHappen('it comes', bug, { ...SOON, otherwise: blame }),
  'the otherwise of mustHappen': () => mustHappen('it comes', () => false, { ...SOON, otherwise: bug }),
  'the probe of mustNotHappen': () => mustNotHappen('it comes', bug, never),
  'the otherwise of mustNotHappen': () => mustNotHappen('it comes', () => true, { ...never, otherwise: bug }),
  'the probe of mayHappen': () => mayHappen('it comes', bug, SOON),
  'the probe of eventually': () => eventually('it comes', bug, SOON),
  'an attempted call': ({ history }) => attempt(history, 'send', Promise.resolve().then(bug)).settled(60_000),
  'what answers effects': (_, learner) => {
    learner.answerEffects(bug);
    charge(learner).catch(() => {}); // the check hears of it elsewhere
    return somethingElse(learner);
  },
  'a rule on the way to a broker': async (_, learner) => {
    const { lane } = learner;
    lane.add({ api: 'Heartbeat', where: bug }, { act: 'hold' });
    (await FakeClient.connect(lane.addresses[0]!)).send('Heartbeat', 0);
    return somethingElse(learner);
  },
  'a listener on the way to a broker': async (_, learner) => {
    const { lane } = learner;
    lane.listen(bug);
    (await FakeClient.connect(lane.addresses[0]!)).send('Heartbeat', 0);
    return somethingElse(learner);
  },
  'a rule on the way to the database': async (_, learner) => {
    const { databaseLane: lane } = learner;
    lane.add({ verb: 'COMMIT', where: bug }, { act: 'hold' });
    (await FakeDatabaseClient.logIn(lane.port)).send('COMMIT');
    return somethingElse(learner);
  },
  'a listener on the way to the database': async (_, learner) => {
    const { databaseLane: lane } = learner;
    lane.listen(bug);
    (await FakeDatabaseClient.logIn(lane.port)).send('COMMIT');
    return somethingElse(learner);
  },
  'the grounds of crash points': crashOf({ grounds: bug }),
  'the begin of crash points': crashOf({ begin: bug }),
  'the failure of crash points': crashOf({ failure: bug }),
  'the happened of crash points': crashOf({ happened: bug }),
  'the worked of crash points': crashOf({ worked: async () => bug() }),
  'the cameOf of crash points': crashOf({ cameOf: bug }),
  'the left of crash points': crashOf({ left: async () => bug() }),
};

describe('a TypeError of the course’s own', () => {
  test.each(Object.entries(bugs))('in %s is a harness error, and nothing of the check is left', async (_, body) => {
    const { report, isCleared } = await judged(body);
    expect(report).toMatchObject({
      outcome: 'harness-error',
      reason: expect.stringMatching(/^TypeError: undefined is/),
    });
    expect(isCleared).toBe(true);
  });
});

test('a code that nobody described is a harness error, and nothing of the check is left', async () => {
  const { report, isCleared } = await judged(async () => (fail as Fail<string>)('packed-twice', []));
  const reason = expect.stringContaining('no diagnosis packed-twice is described');
  expect(report).toMatchObject({ outcome: 'harness-error', reason });
  expect(isCleared).toBe(true);
});

test('a check that was given up on starts no process any more that outlives it', async () => {
  let isGoingOn: Promise<unknown> | undefined;
  const { report, isCleared } = await judged(async ({ startLearner }) => {
    isGoingOn = startLearner({ as: 'worker 2' });
    isGoingOn.catch(() => {});
    bug();
  });
  await expect(isGoingOn).rejects.toThrow('this check is over');
  expect(report.outcome).toBe('harness-error');
  expect(isCleared).toBe(true);
});

describe('a broker that does not answer', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['mustHappen', () => mustHappen('it comes', unreachable, { ...SOON, otherwise: blame })],
    ['mustNotHappen', () => mustNotHappen('it comes', unreachable, never)],
    ['mayHappen', () => mayHappen('it comes', unreachable, SOON).then(blame)],
    ['eventually', () => eventually('it comes', unreachable, SOON)],
  ])('to a probe of %s makes the check inconclusive, and blames nobody', async (_, body) => {
    const { report, isCleared } = await judged(body);
    const reason = 'it comes: not within 20 ms (127.0.0.1:9092 closed the connection)';
    expect(report).toMatchObject({ outcome: 'inconclusive', reason });
    expect(isCleared).toBe(true);
  });
});
