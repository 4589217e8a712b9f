import {
  type Check,
  type CrashPoint,
  commitsOf,
  crashesOf,
  faultIn,
  firstBroken,
  type HistoryEvent,
  haveOneOffset,
  inTheEnd,
  membersIn,
  mustHappen,
  only,
  seconds,
} from '#testing';
import { type Code, fail } from './judging.ts';
import {
  begin,
  isWrite,
  type ListenerGround,
  listenerGrounds,
  ONE_ROW_EACH,
  rowsIn,
  whyUnwritten,
  writesIn,
} from './listener.ts';
import { ordersIn, upTo } from './orders.ts';

const ORDERS = ordersIn([1, 3, 5, 7, 9], [2, 4, 6]);
const BATCHING = { batchSize: 3, batchTimeoutMs: 80 };
const WITHIN_MS = 10_000;

/** A run, and the rows that were there at its end. */
type Judged<R = CrashPoint> = R & { rows: string[] };

export function crashChecks(check: Check): void {
  const crashes = crashesOf({
    points: (context) => ({
      workload: ORDERS,
      effect: 'write',
      grounds: (count) => listenerGrounds(context, ORDERS, count),
      begin: (learner, ground: ListenerGround) => begin(learner, ground, BATCHING),
      worked: async (ground) => new Set(await rowsIn(ground)),
      left: async ({ ground }) => ({ rows: await rowsIn(ground) }),
      cameOf,
    }),
    stuck: (calm) =>
      fail(doubledIn(calm).length > 0 ? 'same-batch-again' : whyUnwritten(calm.events), [
        ...writesIn(calm.events).slice(0, 2),
        inTheEnd(calm, 'the table lacks orders after 10 s', 'database'),
      ]),
  });

  check('no row is lost, whatever moment the listener dies', {}, async (context) => {
    const { points } = await crashes(context);
    const first = firstBroken(context, points, (point) => missingIn(point).length > 0);
    if (!first) return;
    const [id] = missingIn(first);
    const { partition, offset } = first.ground.records.find(({ subject }) => subject === id)!;
    const passing = commitsOf(first).find(({ details }) =>
      details.partitions?.some((part) => part.partition === partition && (part.offset ?? 0) > offset),
    );
    const gone = inTheEnd(first, 'the table lacks an order for good', 'database');
    if (!passing)
      fail(doubledIn(first).length > 0 ? 'rows-missing' : whyUnwritten(first.events), [faultIn(first), gone]);
    fail(isOneForAll(passing) ? 'one-offset-for-all-partitions' : 'commit-before-write', [
      passing,
      faultIn(first),
      gone,
    ]);
  });

  check('after a crash at most one batch of each partition is written again', {}, async (context) => {
    const { points } = await crashes(context);
    const first = firstBroken(context, points, (point) => tooManyIn(point) !== undefined);
    if (!first) return;
    const seen = inTheEnd(first, 'the table holds more than one batch of orders twice', 'database');
    const oneForAll = commitsOf(first).find(isOneForAll);
    if (oneForAll) fail('one-offset-for-all-partitions', [oneForAll, faultIn(first), seen]);
    fail('rows-doubled', [...writesIn(first.events).slice(0, 1), faultIn(first), seen]);
  });

  check(
    'a row that is there already is written over: none is doubled, and nobody gets stuck',
    { task: 2 },
    async (context) => {
      const { cluster, history } = context;
      const orders = ordersIn(upTo(5));
      const ground = only(await listenerGrounds(context, orders, 1, ONE_ROW_EACH));
      const listener = await context.startLearner({ as: 'listener' });
      const answer = listener.databaseLane.add(
        { at: 'answer', where: ({ verb, rows = 0 }) => isWrite(verb) && rows > 0 },
        { act: 'hold' },
      );
      await begin(listener, ground, BATCHING);
      await mustHappen('rows are written', () => answer.hits > 0, {
        withinMs: WITHIN_MS,
        otherwise: () => fail('not-written', [history.record('database', `took no row within ${seconds(WITHIN_MS)}`)]),
      });
      await listener.kill();
      const killed = history.record(
        'harness',
        'killed the listener after its rows were written and before it heard of it',
        { kind: 'fault' },
      );
      await cluster.leaveGroup(ground.group, membersIn(history)); // nobody waits for the dead one's session
      const next = await context.startLearner({ as: 'listener 2' });
      next.mayEnd();
      begin(next, ground, BATCHING).catch(() => {}); // it may give up: that would be a symptom, and is judged below
      let rows: string[] = [];
      const isAtEnd = async () => {
        rows = await rowsIn(ground);
        const [{ offset = -1 } = {}] = await cluster.committed(ground.group, ground.testTopic);
        return offset >= orders[0]!.length;
      };
      await mustHappen('the next listener goes on', isAtEnd, {
        withinMs: WITHIN_MS,
        otherwise: () => {
          const refused = history.events.filter(
            ({ n, details }) => n > killed.n && details.kind === 'reply' && details.error,
          );
          const isWritten = orders[0]!.every(({ subject }) => rows.includes(subject));
          const [write] = writesIn(history.events);
          const begun = [...(write ? [write] : []), killed];
          if (refused.length === 0) fail(isWritten ? whyBehind(history) : whyUnwritten(history.events), begun);
          fail('stuck-on-a-row-that-is-there', [...begun, ...refused.slice(0, 1)]);
        },
      });
      rows = await rowsIn(ground);
      const missing = orders[0]!.find(({ subject }) => !rows.includes(subject));
      if (missing)
        fail('commit-before-write', [killed, history.record('database', `the table never holds ${missing.subject}`)]);
    },
  );
}

/** Whether a commit gives one number to partitions that have not as many records. */
function isOneForAll({
  details: { partitions = [] },
}: {
  details: { partitions?: { partition: number; offset?: number }[] };
}) {
  return (
    haveOneOffset(partitions) && partitions.some(({ partition, offset = 0 }) => offset !== ORDERS[partition]!.length)
  );
}

/** Why the group's offset is not behind rows that are all written. */
const whyBehind = (story: { events: readonly HistoryEvent[] }): Code =>
  commitsOf(story).length > 0 ? 'commits-short' : 'never-commits';

/** What a commit passed and the table lacks; what the table has twice. */
function cameOf(point: Judged): string[] {
  const again = doubledIn(point);
  return [
    ...(missingIn(point).length > 0 ? [`**lost: ${missingIn(point).join(', ')}**`] : []),
    ...(again.length > 0 ? [`again: ${again.map(({ subject }) => subject).join(', ')}`] : []),
  ];
}

const missingIn = ({ ground, rows }: Judged): string[] =>
  ground.records.filter(({ subject }) => !rows.includes(subject)).map(({ subject }) => subject);

const doubledIn = ({ ground, rows }: Pick<Judged, 'ground' | 'rows'>) =>
  ground.records.filter(({ subject }) => rows.indexOf(subject) !== rows.lastIndexOf(subject));

/** The orders of one partition that stand in the table more than once, where they are more than one batch. */
function tooManyIn({ ground, rows }: Judged): string[] | undefined {
  const again = doubledIn({ ground, rows });
  const partitions = ORDERS.map((_, partition) => again.filter((record) => record.partition === partition));
  const tooMany = partitions.find((records) => records.length > BATCHING.batchSize);
  const thrice = again.filter(({ subject }) => rows.filter((row) => row === subject).length > 2);
  return (tooMany ?? (thrice.length > 0 ? thrice : undefined))?.map(({ subject }) => subject);
}
