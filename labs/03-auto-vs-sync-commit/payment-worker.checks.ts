import {
  afterDeath,
  type Check,
  type CheckContext,
  type CrashPoint,
  commitsOf,
  committedBeforeWork,
  committedFailedWork,
  committedForAllPartitions,
  committedOneShort,
  committedUnfinishedWork,
  crashesOf,
  duplicated,
  effect,
  effectsOf,
  firstBroken,
  firstByRank,
  type Ground,
  type History,
  type HistoryEvent,
  kafkaClient,
  type LearnerProcess,
  lost,
  makeGround,
  mayHappen,
  mustHappen,
  overlapped,
  Quiet,
  reordered,
  type Story,
  seconds,
  toReadOf,
  wireOf,
} from '#testing';
import { type Code, fail } from './judging.ts';
import lab from './lab.ts';
import type { Worker } from './order.ts';
import { ordersIn } from './orders.ts';

const ORDERS = ordersIn([1, 3, 5], [2, 4]);
/** The first charge takes 50 ms on an idle machine; kafkajs tries a failed one again after 0.3 s. */
const CHARGED_WITHIN_MS = 8_000;
const READ_AGAIN_WITHIN_MS = 1_500;
/** A commit takes a few milliseconds after its charge. */
const COMMITTED_WITHIN_MS = 2_000;
/** Nothing in the task lets a worker wait by itself; some look at a queue of theirs now and then. */
const OWN_WAIT_MS = 1_000;

const begin = (learner: LearnerProcess, { topic, group: groupId }: Ground): Promise<Worker> =>
  learner.call('payment-worker.ts', 'startPaymentWorker', {
    kafka: kafkaClient(),
    topic,
    groupId,
    charge: effect('charge'),
  });

const storyOf = ({ ground, events }: Pick<CrashPoint, 'ground' | 'events'>): Story => ({
  records: ground.records,
  events,
});

const isCharged = (story: Story, subject: string) =>
  effectsOf(story, subject).some(({ details }) => details.phase === 'done');

export function paymentWorkerChecks(check: Check): void {
  check('a calm run charges each order once and leaves no lag', {}, async (context) => {
    const { cluster, history, startLearner } = context;
    const ground = await makeGround(cluster, ORDERS);
    const learner = await startLearner({ as: 'worker' });
    const worker = await begin(learner, ground);
    const story: Story = { records: ground.records, events: history.events };
    await allCharged(context, ground, story);
    // A commit that is under way when the consumer stops is given up without a word, so it gets the time that it needs.
    const read = () => cluster.committed(ground.group, ground.testTopic);
    const isAtEnd = ({ partition, offset }: { partition: number; offset?: number }) =>
      offset === ORDERS[partition]!.length;
    await mayHappen('no lag', async () => (await read()).every(isAtEnd), { withinMs: COMMITTED_WITHIN_MS });
    await worker.stop();
    const offsets = await read();
    for (const { partition, offset = -1 } of offsets) {
      const end = ORDERS[partition]!.length;
      if (offset === end) continue;
      const committed = offset < 0 ? 'no offset is committed' : `offset ${offset} is committed`;
      const seen = history.record('broker 1', `orders-${partition} ends at ${end}, and ${committed}`, {
        kind: 'offsets',
        group: ground.group,
        offsets,
      });
      fail(...whyLag(history, story, seen));
    }
    const [twice] = duplicated(story);
    if (twice) fail('charged-twice', twice.proof);
  });

  check('an order whose charge fails is charged again, before the next of its partition', {}, async (context) => {
    const { cluster, history, startLearner } = context;
    const ground = await makeGround(cluster, ORDERS);
    const learner = await startLearner({ as: 'worker' });
    let hasFailed = false;
    learner.answerEffects((call) => {
      if (hasFailed || call.subject !== 'order-3') return call.done();
      hasFailed = true;
      call.fail('the payment gateway cannot be reached');
    });
    await begin(learner, ground);
    const story: Story = { records: ground.records, events: history.events };
    // An offset that has moved past it may still be gone back on, by a program that reads the order again.
    let passedSince: number | undefined;
    const isPassedForGood = () => {
      passedSince = committedFailedWork(story).length > 0 ? (passedSince ?? performance.now()) : undefined;
      return passedSince !== undefined && performance.now() - passedSince >= READ_AGAIN_WITHIN_MS;
    };
    await mustHappen('order-3 is charged, or given up', () => isCharged(story, 'order-3') || isPassedForGood(), {
      withinMs: CHARGED_WITHIN_MS,
      otherwise: () => {
        if (!hasFailed) fail('not-charged', lastOf(history.events));
        const failed = effectsOf(story, 'order-3').at(-1)!;
        fail('failed-order-skipped', [
          failed,
          ...effectsOf(story, 'order-5').slice(-1),
          history.record('harness', `order-3 was not charged within ${seconds(CHARGED_WITHIN_MS)}`),
        ]);
      },
    });
    const [skipped] = committedFailedWork(story);
    if (skipped) fail('failed-order-skipped', skipped.proof);
    await allCharged(context, ground!, story);
    const [early] = reordered(story);
    if (early) fail('charged-at-once', early.proof);
  });

  const crashes = crashesOf({
    points: () => ({ workload: ORDERS, effect: 'charge', ownWaitMs: OWN_WAIT_MS, begin }),
    stuck: ({ events }) => fail('not-charged', lastOf(events)),
  });

  check('no order is lost, whatever moment the worker dies', {}, async (context) => {
    const { calm, points, leftOut } = await crashes(context);
    const first = firstBroken(context, points, (point) => !point.isCaughtUp || lost(storyOf(point)).length > 0);
    noteMissed(context, points);
    if (leftOut.length > 0) context.note(`${leftOut.length} more crash points were not tried.`);
    if (!first) return;
    const story = storyOf(first);
    const [gone] = lost(story);
    if (!gone) fail('stuck-after-crash', lastOf(first.events));
    fail(whyLost(story, gone.record.subject, storyOf(calm)), gone.proof);
  });

  check('after a crash at most one order of each partition is charged again', {}, async (context) => {
    const { calm, points } = await crashes(context);
    const first = firstBroken(context, points, (point) => tooManyAgain(point).length > 0);
    noteMissed(context, points);
    if (!first) return;
    const again = tooManyAgain(first);
    const story = storyOf(first);
    const proof = [...afterDeath(story, again[0]!.record), ...again.map((each) => each.proof[1]!)].slice(0, 4);
    fail(whyAgain(storyOf(calm)), [again[0]!.proof[0]!, ...proof]);
  });

  check('the orders of one partition are charged one after the other', {}, async (context) => {
    const { calm, points } = await crashes(context);
    const isAtOnce = (story: Story) => overlapped(story).length > 0 || reordered(story).length > 0;
    const story = [calm, ...points].map(storyOf).find(isAtOnce);
    if (!story) return;
    const [unfinished] = committedUnfinishedWork(story);
    if (unfinished) fail('work-not-awaited', unfinished.proof);
    fail('charged-at-once', [...overlapped(story), ...reordered(story)][0]!.proof);
  });
}

async function allCharged({ history }: CheckContext, ground: Ground, story: Story): Promise<void> {
  const missing = () => story.records.filter(({ subject }) => !isCharged(story, subject));
  await mustHappen('every order is charged', () => missing().length === 0, {
    withinMs: CHARGED_WITHIN_MS,
    unlessDone: new Quiet(history, toReadOf(ground)),
    otherwise: () => {
      const [left, all] = [missing().length, story.records.length];
      fail('not-charged', [
        ...lastOf(history.events),
        history.record('harness', `${left} of ${all} orders were not charged`),
      ]);
    },
  });
}

const lastOf = (events: readonly HistoryEvent[]): HistoryEvent[] =>
  events.filter(({ details: { kind } }) => kind === 'effect' || kind === 'fault' || kind === 'note').slice(-4);

/** Why a calm run leaves lag. */
function whyLag(history: History, story: Story, seen: HistoryEvent): [code: Code, evidence: HistoryEvent[]] {
  const [forAll] = committedForAllPartitions(story);
  if (forAll) return ['one-offset-for-all-partitions', [...forAll.proof, seen]];
  if (wireOf(story, 'request', 'OffsetCommit').length === 0)
    return ['never-commits', [history.record('worker', 'charged all orders, and asked for no commit'), seen]];
  const [short] = committedOneShort(story);
  if (short) return ['commits-one-short', [...short.proof, seen]];
  return ['leaves-lag', [...commitsOf(story).slice(-2), seen]];
}

/** Why an order is lost: what a commit claimed of it. */
function whyLost(story: Story, subject: string, calm: Story): Code {
  const about = ({ record }: { record: { subject: string } }) => record.subject === subject;
  return firstByRank(lab, {
    'one-offset-for-all-partitions': [story, calm].some((each) => committedForAllPartitions(each).length > 0),
    'work-not-awaited': committedUnfinishedWork(story).some(about),
    'failed-order-skipped': committedFailedWork(story).some(about),
    'commit-before-work': committedBeforeWork(story).some(about),
    'order-lost': true,
  });
}

/** Why orders are charged again: what the program's commits look like when nothing goes wrong. */
function whyAgain(calm: Story): Code {
  return firstByRank(lab, {
    'one-offset-for-all-partitions': committedForAllPartitions(calm).length > 0,
    'charged-at-once': overlapped(calm).length > 0,
    'never-commits': commitsOf(calm).length === 0,
    'commits-one-short': committedOneShort(calm).length > 0,
    'commits-too-rarely': true,
  });
}

/** The orders that were charged again, where they are more than one of a partition. */
function tooManyAgain(point: CrashPoint): ReturnType<typeof duplicated> {
  const again = duplicated(storyOf(point));
  return again.filter(({ record }) => again.filter((other) => other.record.partition === record.partition).length > 1);
}

function noteMissed({ note }: CheckContext, points: readonly CrashPoint[]): void {
  const missed = points.filter(({ isReached }) => !isReached).map(({ name }) => name);
  if (missed.length > 0) note(`Not tried, since it did not come about a second time: ${missed.join('; ')}.`);
}
