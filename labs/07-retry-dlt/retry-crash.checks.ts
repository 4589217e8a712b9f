import {
  type Check,
  type CrashPoint,
  commitsOf,
  crashesOf,
  effectsOf,
  faultIn,
  firstBroken,
  type Ground,
  type HistoryEvent,
  inTheEnd,
  type Run,
  type TestCluster,
} from '#testing';
import { fail } from './judging.ts';
import { beginRetries, broken, order, type RetryGround, recordsIn, retryGrounds, subjectIn } from './letters.ts';
import { TIMED_OUT } from './order.ts';

/** The gateway pays order-2 at the third try: it goes from the first topic to the retry topic, and from there to there. */
const ORDERS = [[order(1), order(2)], [broken(3)]];
const PAID_AT_TRY = 3;
/** Waits of 10 and 20 ms at most: what is tried here is dying, not waiting. */
const BACKOFF = { baseMs: 10, sessionTimeoutMs: 6_000 };

interface Place {
  topic: string;
  partition: number;
  offset: number;
}

/** Where orders were at the end of a run. */
interface Left {
  /** The subjects of the dead letters. */
  dead: ReadonlySet<string>;
  /** Where the last record of an order that went to the retry topic was. */
  lastRetry: ReadonlyMap<string, Place>;
}

type Ended = CrashPoint & Left;

/** Both consumers of task 2 die at each of their moments. */
export function retryCrashChecks(check: Check): void {
  const crashes = crashesOf({
    points: (context) => ({
      workload: ORDERS,
      effect: 'pay',
      grounds: (count) => retryGrounds(context, ORDERS, count),
      begin: (learner, ground: RetryGround) => beginRetries(learner, ground, BACKOFF),
      failure: (subject, times) => (subject === 'order-2' && times < PAID_AT_TRY ? TIMED_OUT : undefined),
      isOverByWorld: true,
      worked: (ground) => settledOn(context.cluster, ground),
      left,
      cameOf,
    }),
    stuck: (calm) =>
      fail('retries-not-committed', [
        ...effectsOf(calm).slice(-1),
        inTheEnd(calm, 'orders still wait, in one of the two topics, 10 s later'),
      ]),
  });

  check(
    'whatever moment the program dies, each order is paid or in a topic',
    { task: 2, afterTheOthers: true },
    async (context) => {
      const { points } = await crashes(context);
      const first = firstBroken(context, points, (point) => nowhereIn(point).length > 0);
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

function cameOf(run: Ended): string[] {
  const nowhere = nowhereIn(run);
  return nowhere.length > 0
    ? [`**nowhere: ${nowhere.join(', ')}**`]
    : [`order-2: ${asked(run, 'order-2').length} tries`];
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

async function left({ ground: { deadLetters, retries } }: Run<RetryGround>): Promise<Left> {
  const lastRetry = new Map<string, Place>();
  for (const { partition } of await retries.partitions())
    for (const record of await retries.read(partition))
      lastRetry.set(subjectIn(record) ?? 'something else', {
        topic: retries.name,
        partition,
        offset: Number(record.offset),
      });
  return { dead: new Set((await recordsIn(deadLetters)).map((letter) => subjectIn(letter) ?? '')), lastRetry };
}

const asked = (run: { events: readonly HistoryEvent[] }, subject: string) =>
  effectsOf(run, subject).filter(({ details }) => details.phase === 'asked');

/** The orders that are neither paid nor dead, when all is read. */
function nowhereIn({ ground, events, dead }: Ended): string[] {
  const paid = effectsOf({ events }).flatMap(({ details }) => (details.phase === 'done' ? [details.subject] : []));
  return ground.records.map(({ subject }) => subject).filter((each) => !paid.includes(each) && !dead.has(each));
}

/** The commit that moved past the last record of an order, in whichever topic that is. */
function passingOf({ ground, events, lastRetry }: Ended, subject: string): HistoryEvent | undefined {
  const record = lastRetry.get(subject) ?? ground.records.find((each) => each.subject === subject)!;
  return commitsOf({ events }).find(({ details }) =>
    details.partitions?.some(
      ({ topic, partition, offset = -1 }) =>
        topic === record.topic && partition === record.partition && offset > record.offset,
    ),
  );
}
