import {
  attempt,
  type Check,
  type CheckContext,
  type CrashPoint,
  crashesOf,
  eventually,
  faultIn,
  inconclusive,
  inTheEnd,
  type LearnerProcess,
  mayHappen,
  membersIn,
  only,
  tallyPoints,
} from '#testing';
import { fail } from './judging.ts';
import {
  beginRedrive,
  type CameBack,
  cameBack,
  exactlyOnce,
  letter,
  type RedriveGround,
  redriveGrounds,
  stillOpen,
  stillRuns,
  thatAreThere,
  WITHIN_MS,
} from './redriving.ts';

/** Two are enough: what is done between two letters, and after the last one. */
const LETTERS = [[letter(1), letter(2, 1)]];
/** In one partition, since kafkajs reads partitions in any order: the first letter is the one in hand. */
const IN_A_ROW = [[letter(1), letter(2, 1), letter(3)]];

type Judged = CrashPoint & { back: CameBack };

/** The redrive dies at each of its moments, or somebody thinks that it did. */
export function redriveCrashChecks(check: Check): void {
  const crashes = crashesOf({
    points: (context) => ({
      workload: [],
      effect: 'effect',
      endsByItself: true,
      grounds: (count) => redriveGrounds(context, LETTERS, count),
      begin: beginRedrive,
      left: async ({ ground }) => ({ back: await cameBack(ground) }),
      cameOf,
    }),
    stuck: (calm) => fail('never-over', [inTheEnd(calm, 'the redrive goes on, or waits, without an end')]),
  });

  check('whatever moment the redrive dies, each order is back exactly once', { task: 3 }, async (context) => {
    const { points } = await crashes(context);
    tallyPoints(context, points, (point) => cameOf(point).length > 0);
    const stuck = points.find(({ back, isCaughtUp }) => back.openIn && isCaughtUp);
    if (stuck) fail('not-fenced', [faultIn(stuck), inTheEnd(stuck, stillOpen(stuck.back.openIn!))]);
    for (const point of points) {
      const [lost] = missingIn(point);
      if (lost && point.isCaughtUp)
        fail('letter-lost', [faultIn(point), inTheEnd(point, `${lost} is not back, and the next redrive is over`)]);
    }
    const doubled = points.find((point) => againIn(point).length > 0);
    if (doubled) fail('put-back-twice', [faultIn(doubled), inTheEnd(doubled, `${againIn(doubled)[0]} is back twice`)]);
    const endless = points.find(({ isCaughtUp }) => !isCaughtUp);
    if (endless) fail('never-over', [faultIn(endless), inTheEnd(endless, 'the next redrive does not end')]);
  });

  check('a redrive that was frozen puts nothing back once another has taken over', { task: 3 }, async (context) => {
    const { history } = context;
    const { ground, frozen, last } = await stoppedBeforeItsLastWord(context);
    const froze = await frozen.learner.freeze();
    await context.cluster.leaveGroup(ground.group, membersIn(history));
    const next = await begun(context, ground, 'redrive 2');
    await next.isOver();
    const woke = frozen.learner.resume();
    last.release();
    await frozen.isOver();
    const evidence = [froze, next.run.event!, woke];
    const [doubled] = thatAreThere(await cameBack(ground), ground, (times) => times > 1);
    const ended = history.events.find(
      ({ n, details }) => n > woke.n && details.kind === 'answer' && details.api === 'EndTxn',
    );
    if (doubled && ended) {
      const isFenced = ended.details.kind === 'answer' && (ended.details.errors ?? []).length > 0;
      const twice = history.record('broker 1', `${doubled} is back twice`);
      fail(isFenced ? 'sent-though-fenced' : 'not-fenced', [...evidence, ended, twice]);
    }
    await exactlyOnce(context, ground, evidence, next.run.error);
  });

  check(
    'a redrive asks how far the one before came once that one can do nothing more',
    { task: 3 },
    async (context) => {
      const { cluster, history } = context;
      const { ground, frozen, last } = await stoppedBeforeItsLastWord(context);
      const heard = frozen.learner.lane.add({ api: last.api, nth: 1, at: 'answer' }, { act: 'hold' });
      await cluster.leaveGroup(ground.group, membersIn(history));
      const learner = await context.startLearner({ as: 'redrive 2' });
      const fences = learner.lane.add(
        { api: 'InitProducerId', nth: 1, where: ({ transactionalId }) => transactionalId !== undefined },
        { act: 'hold' },
      );
      const next = await begun(context, ground, 'redrive 2', learner);
      await Promise.race([fences.hit, next.run.settled(WITHIN_MS)]);
      const isHeld = fences.hits > 0;
      const keeps = 'keeps “redrive 2” from taking over the transactional id';
      const held = isHeld ? [history.record('harness', keeps, { kind: 'fault' })] : [];
      last.release();
      await eventually('the broker has it', () => heard.hits > 0, { withinMs: WITHIN_MS });
      const isMoved = async () =>
        (await cluster.committed(ground.group, ground.testTopic)).some(({ offset }) => offset! > 0);
      const hasMoved = await mayHappen('its offset has moved', isMoved, { withinMs: 5_000 });
      const said = history.record('broker 1', 'has what the redrive before said last');
      await frozen.learner.kill();
      fences.release();
      await next.isOver();
      const [doubled] = thatAreThere(await cameBack(ground), ground, (times) => times > 1);
      if (doubled && isHeld && hasMoved)
        fail('asked-too-early', [
          ...held,
          said,
          next.run.event!,
          history.record('broker 1', `${doubled} is back twice`),
        ]);
      await exactlyOnce(context, ground, [...held, said, next.run.event!], next.run.error);
    },
  );
}

/** A redrive whose first commit, of a transaction or of an offset, the broker does not have yet. */
async function stoppedBeforeItsLastWord(context: CheckContext) {
  const ground = only(await redriveGrounds(context, IN_A_ROW, 1));
  const learner = await context.startLearner({ as: 'redrive' });
  const rules = (['EndTxn', 'OffsetCommit'] as const).map((api) => ({
    api,
    rule: learner.lane.add({ api, nth: 1, where: ({ committed }) => committed !== false }, { act: 'hold' }),
  }));
  const frozen = await begun(context, ground, 'redrive', learner);
  const hit = () => rules.find(({ rule }) => rule.hits > 0);
  await eventually('it is about to commit', () => hit() || frozen.run.outcome, { withinMs: WITHIN_MS });
  const found = hit();
  if (!found) inconclusive('the program ends without a commit');
  return {
    ground,
    frozen,
    last: { api: found.api, release: () => rules.forEach(({ rule }) => rule.release()) },
  };
}

async function begun(context: CheckContext, ground: RedriveGround, as: string, given?: LearnerProcess) {
  const learner = given ?? (await context.startLearner({ as }));
  const run = attempt(context.history, `${as}()`, beginRedrive(learner, ground));
  return {
    learner,
    run,
    /** Waits for its end; fails where that does not come. */
    isOver: async () => {
      if (!(await run.settled(WITHIN_MS))) fail('never-over', [stillRuns(context, as)]);
    },
  };
}

const cameOf = (point: Judged): string[] => [
  ...(point.back.openIn ? ['**a transaction is open**'] : []),
  ...missingIn(point).map((subject) => `**nowhere: ${subject}**`),
  ...againIn(point).map((subject) => `again: ${subject}`),
];

const missingIn = ({ back, ground }: Judged): string[] => thatAreThere(back, ground, (times) => times === 0);
const againIn = ({ back, ground }: Judged): string[] => thatAreThere(back, ground, (times) => times > 1);
