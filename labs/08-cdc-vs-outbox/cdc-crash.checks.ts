import {
  type Check,
  type CheckContext,
  type CrashPoint,
  type CrashPointsOptions,
  crashesOf,
  faultIn,
  firstBroken,
  type Ground,
  inTheEnd,
  type Run,
} from '#testing';
import type { Position } from './binlog.ts';
import { beginCdc, type CdcGround, cdcGrounds, eventsIn, type OrderEvent } from './events.ts';
import { fail } from './judging.ts';
import { becomes, changesOf, comes, goes, happen, repeatsIn, together } from './story.ts';

const TASK = 2;
/** One transaction has two changes: what a crash repeats at most. */
const LIFE = [comes(1), together(becomes(1, 'PAID'), comes(2)), goes(1)];
const CHANGES = changesOf(LIFE);
const LONGEST_TRANSACTION = 2;

/** What stands in the topic at the end of a run, in order. */
interface Left {
  changes: string[];
  /** A change that was told twice: both events. */
  twins: OrderEvent[];
}

type Judged = CrashPoint & Left;

/** The follower dies at each of its moments. */
export function cdcCrashChecks(check: Check): void {
  const crashes = crashesOf({
    points: crashPointsIn,
    stuck: (calm) => fail('change-missing', [inTheEnd(calm, 'the topic lacks changes after 10 s')]),
  });

  check(
    'whatever moment the follower dies, each change is in the topic, in order',
    { task: TASK, afterTheOthers: true },
    async (context) => {
      const { points } = await crashes(context);
      const first = firstBroken(context, points, (point) => lostIn(point).length > 0 || isOutOfOrder(point));
      if (!first) return;
      const [lost] = lostIn(first);
      if (lost)
        fail(hadSaved(first) ? 'saved-before-stored' : 'first-position-not-saved', [
          faultIn(first),
          inTheEnd(first, `the topic lacks ${lost} for good`),
        ]);
      fail('out-of-order', [faultIn(first), inTheEnd(first, `the topic has ${first.changes.join(', ')}`)]);
    },
  );

  check(
    'after a crash at most one transaction is told again',
    { task: TASK, afterTheOthers: true },
    async (context) => {
      const { points } = await crashes(context);
      const first = firstBroken(context, points, ({ changes }) => repeatsIn(changes).length > LONGEST_TRANSACTION);
      if (first) fail('begins-anew', [faultIn(first), inTheEnd(first, `the topic has ${first.changes.join(', ')}`)]);
      for (const point of points) {
        const [one, other] = point.twins;
        if (one && other && one.id !== other.id)
          fail('no-id', [
            faultIn(point),
            inTheEnd(point, `${one.subject} is there twice, as ${one.id} and as ${other.id}`),
          ]);
      }
    },
  );
}

const crashPointsIn = (context: CheckContext): CrashPointsOptions<CdcGround, Left> => ({
  workload: [],
  effect: 'savePosition',
  grounds: (count) => cdcGrounds(context, count, CHANGES),
  begin: async (learner, ground) => {
    await beginCdc(learner, ground);
    await happensOnce(ground);
  },
  happened: (subject, ground) => {
    ground.saved = positionIn(subject) ?? ground.saved;
  },
  worked: async ({ testTopic }) => new Set((await eventsIn(testTopic)).map(({ subject }) => subject)),
  isOverByWorld: true,
  left,
  cameOf,
});

/** An effect’s subject is its argument as JSON; a program may save something else than a position. */
function positionIn(subject: string): Position | undefined {
  try {
    return JSON.parse(subject) as Position;
  } catch {
    return undefined;
  }
}

/** Things happen once somebody follows the binlog; the first of two followers may have died before. */
const happening = new WeakMap<Ground, Promise<void>>();

function happensOnce(ground: CdcGround): Promise<void> {
  const life = happening.get(ground) ?? happen(ground.schema, LIFE);
  happening.set(ground, life);
  return life;
}

async function left({ ground: { testTopic } }: Run<CdcGround>): Promise<Left> {
  const events = await eventsIn(testTopic);
  const twin = events.find((one, index) => events.findIndex(({ subject }) => subject === one.subject) < index);
  const twins = twin ? events.filter(({ subject }) => subject === twin.subject) : [];
  return { changes: events.map(({ subject }) => subject), twins };
}

/** What came of a point, for the table of all. */
function cameOf(point: Judged): string[] {
  const again = repeatsIn(point.changes);
  return [
    ...(lostIn(point).length > 0 ? [`**lost: ${lostIn(point).join(', ')}**`] : []),
    ...(isOutOfOrder(point) ? ['**out of order**'] : []),
    ...(again.length > 0 ? [`again: ${again.join(', ')}`] : []),
  ];
}

/** Whether anything was saved before the process was killed. */
const hadSaved = (point: Judged): boolean =>
  point.events.some(({ n, details }) => details.kind === 'effect' && details.phase === 'done' && n < faultIn(point).n);

const lostIn = ({ changes }: Judged): string[] => CHANGES.filter((change) => !changes.includes(change));

/** Of each order by itself: the partitions of a topic have no order in common. */
function isOutOfOrder({ changes }: Judged): boolean {
  return ['order-1', 'order-2'].some((order) => {
    const ofOrder = (all: readonly string[]) => [...new Set(all)].filter((change) => change.startsWith(`${order} `));
    return ofOrder(changes).join() !== ofOrder(CHANGES).join();
  });
}
