import {
  type Check,
  type CheckContext,
  type CrashPoint,
  commitsOf,
  crashPoints,
  effectsOf,
  faultIn,
  type Ground,
  type HistoryEvent,
  inTheEnd,
  mustComeAbout,
  type TestCluster,
  tallyPoints,
} from '#testing';
import { fail } from './judging.ts';
import { beginRetries, broken, order, type RetryGround, recordsIn, retryGrounds, subjectIn } from './letters.ts';
import { TIMED_OUT } from './order.ts';

/** The gateway pays order-2 at the third try: it goes from the first topic to the retry topic, and from there to there. */
const ORDERS = [[order(1), order(2)], [broken(3)]];
const PAID_AT_TRY = 3;
/** Waits of 10 and 20 ms at most: what is tried here is dying, not waiting. */
const BACKOFF = { baseMs: 10, sessionTimeoutMs: 6_000 };
/** How many crash points must have come about: a program whose runs differ that much cannot be judged by them. */
const REACHED_AT_LEAST = 0.7;

interface Place {
  topic: string;
  partition: number;
  offset: number;
}

/** A run, and where its orders were at its end. */
type Ended<Run> = Run & {
  /** The subjects of the dead letters. */
  dead: ReadonlySet<string>;
  /** Where the last record of an order that went to the retry topic was. */
  lastRetry: ReadonlyMap<string, Place>;
};

/** Both consumers of task 2 die at each of their moments. */
export function retryCrashChecks(check: Check): void {
  check(
    'whatever moment the program dies, each order is paid or in a topic',
    { task: 2, afterTheOthers: true },
    async (context) => {
      const { calm, points } = await tryAll(context);
      if (!calm.isCaughtUp)
        fail('retries-not-committed', [
          ...effectsOf(calm).slice(-1),
          inTheEnd(calm, 'orders still wait, in one of the two topics, 10 s later'),
        ]);
      mustComeAbout(points, REACHED_AT_LEAST);
      const isBroken = (point: Ended<CrashPoint>) => nowhereIn(point).length > 0;
      tallyPoints(context, points, isBroken);
      const first = points.find(isBroken);
      if (!first) return;
      const [subject] = nowhereIn(first);
      const passing = passingOf(first, subject!);
      if (!passing) fail('not-tried-again', [faultIn(first), inTheEnd(first, `${subject} is still to be read`)]);
      fail('committed-before-stored', [
        passing,
        faultIn(first),
        inTheEnd(first, `${subject} is not paid, and in no topic that anybody reads`),
      ]);
    },
  );
}

async function tryAll(context: CheckContext) {
  const report = await crashPoints<RetryGround>(context, {
    workload: ORDERS,
    effect: 'pay',
    grounds: (count) => retryGrounds(context, ORDERS, count),
    begin: (learner, ground) => beginRetries(learner, ground, BACKOFF),
    failure: (subject, times) => (subject === 'order-2' && times < PAID_AT_TRY ? TIMED_OUT : undefined),
    isOverByWorld: true,
    worked: (ground) => settledOn(context.cluster, ground),
    cameOf: async (run) => {
      const nowhere = nowhereIn(await ended(run));
      return nowhere.length > 0
        ? `**nowhere: ${nowhere.join(', ')}**`
        : `order-2: ${asked(run, 'order-2').length} tries`;
    },
  });
  return { calm: await ended(report.calm), points: await Promise.all(report.points.map(ended)) };
}

/**
 * The orders that nobody has still to read. Asked in the order in which records move: one that has left the first topic is in
 * the next by then, where the program is right.
 */
async function settledOn(cluster: TestCluster, ground: RetryGround): Promise<ReadonlySet<string>> {
  const { group, retryGroup, testTopic, retries } = ground;
  const committed = await cluster.committed(group, testTopic);
  // A program with one consumer for both topics commits both in one group.
  const retried = await Promise.all([group, retryGroup].map((each) => cluster.committed(each, retries)));
  const partitions = await Promise.all(retried[0]!.map(({ partition }) => retries.read(partition)));
  const waiting = partitions.flatMap((records, partition) => {
    const next = Math.max(...retried.map((offsets) => offsets[partition]?.offset ?? 0));
    return records.filter(({ offset }) => offset >= next).map(subjectIn);
  });
  const isRead = ({ partition, offset }: Ground['records'][number]) => (committed[partition]?.offset ?? 0) > offset;
  return new Set(
    ground.records
      .filter((record) => isRead(record) && !waiting.includes(record.subject))
      .map(({ subject }) => subject),
  );
}

async function ended<Run extends { ground: Ground }>(run: Run): Promise<Ended<Run>> {
  const { deadLetters, retries } = run.ground as RetryGround;
  const lastRetry = new Map<string, Place>();
  for (const { partition } of await retries.partitions())
    for (const record of await retries.read(partition))
      lastRetry.set(subjectIn(record) ?? 'something else', {
        topic: retries.name,
        partition,
        offset: Number(record.offset),
      });
  return { ...run, dead: new Set((await recordsIn(deadLetters)).map((letter) => subjectIn(letter) ?? '')), lastRetry };
}

const asked = (run: { events: readonly HistoryEvent[] }, subject: string) =>
  effectsOf(run, subject).filter(({ details }) => details.phase === 'asked');

/** The orders that are neither paid nor dead, when all is read. */
function nowhereIn({ ground, events, dead }: Ended<CrashPoint>): string[] {
  const paid = effectsOf({ events }).flatMap(({ details }) => (details.phase === 'done' ? [details.subject] : []));
  return ground.records.map(({ subject }) => subject).filter((each) => !paid.includes(each) && !dead.has(each));
}

/** The commit that moved past the last record of an order, in whichever topic that is. */
function passingOf({ ground, events, lastRetry }: Ended<CrashPoint>, subject: string): HistoryEvent | undefined {
  const record = lastRetry.get(subject) ?? ground.records.find((each) => each.subject === subject)!;
  return commitsOf({ events }).find(({ details }) =>
    details.partitions?.some(
      ({ topic, partition, offset = -1 }) =>
        topic === record.topic && partition === record.partition && offset > record.offset,
    ),
  );
}
