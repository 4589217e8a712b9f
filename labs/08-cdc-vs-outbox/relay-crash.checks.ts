import { type Check, type CrashPoint, crashesOf, faultIn, inTheEnd, type Run, tallyPoints } from '#testing';
import { fail } from './judging.ts';
import { event, type OutboxGround, openRelay, outboxGrounds, outboxIn, publishedIn, recordedIn } from './outbox.ts';
import { repeatsIn } from './story.ts';

const TASK = 3;
const BATCH_SIZE = 2;
const EVENTS = [event(1, 1), event(2, 1), event(1, 2)];

/** The events that are in the topic at the end of a run, and the ids of those that are not recorded as delivered. */
interface Left {
  published: string[];
  unrecorded: string[];
}

type Judged = CrashPoint & Left;

/** The relay dies at each of its moments. */
export function relayCrashChecks(check: Check): void {
  const crashes = crashesOf({
    points: (context) => ({
      workload: [],
      effect: 'effect',
      endsByItself: true,
      grounds: (count) => outboxGrounds(context, count, EVENTS),
      begin: async (learner, ground: OutboxGround) => (await openRelay(learner, ground, BATCH_SIZE)).publish(),
      left,
      cameOf,
    }),
    stuck: (calm) => fail('not-published', [inTheEnd(calm, 'publish() has not ended')]),
  });

  check(
    'whatever moment the relay dies, each event arrives, and a batch at most arrives twice',
    { task: TASK, afterTheOthers: true },
    async (context) => {
      const { points } = await crashes(context);
      tallyPoints(
        context,
        points,
        (point) => lostIn(point).length > 0 || againIn(point) > BATCH_SIZE || point.unrecorded.length > 0,
      );
      for (const point of points) {
        const [lost] = lostIn(point);
        if (lost) fail('recorded-before-stored', [faultIn(point), inTheEnd(point, `the topic lacks ${lost} for good`)]);
        if (againIn(point) > BATCH_SIZE)
          fail('told-twice', [faultIn(point), inTheEnd(point, `the topic has ${point.published.join(', ')}`)]);
        if (point.unrecorded.length > 0 && point.isCaughtUp)
          fail('told-twice', [
            faultIn(point),
            inTheEnd(point, `event ${point.unrecorded[0]} is not recorded, and will be sent again`, 'database'),
          ]);
      }
    },
  );
}

async function left({ ground }: Run<OutboxGround>): Promise<Left> {
  const [records, recorded, rows] = await Promise.all([publishedIn(ground), recordedIn(ground), outboxIn(ground)]);
  const ids = rows.map(({ id }) => String(id));
  return {
    published: records.map(({ subject }) => subject),
    unrecorded: ids.filter((id) => !recorded.includes(id)),
  };
}

/** What came of a point, for the table of all. */
function cameOf(point: Judged): string[] {
  const again = repeatsIn(point.published);
  return [
    ...(lostIn(point).length > 0 ? [`**lost: ${lostIn(point).join(', ')}**`] : []),
    ...(again.length > 0 ? [`again: ${again.join(', ')}`] : []),
    ...(point.unrecorded.length > 0 ? [`**not recorded: ${point.unrecorded.length}**`] : []),
  ];
}

const lostIn = ({ published }: Judged): string[] =>
  EVENTS.map(({ subject }) => subject).filter((subject) => !published.includes(subject));
const againIn = ({ published }: Judged): number => repeatsIn(published).length;
