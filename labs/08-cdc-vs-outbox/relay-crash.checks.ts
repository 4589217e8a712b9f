import {
  type Check,
  type CheckContext,
  type CrashPoint,
  crashPoints,
  faultIn,
  inTheEnd,
  mustComeAbout,
  tallyPoints,
} from '#testing';
import { fail } from './judging.ts';
import { event, type OutboxGround, openRelay, outboxGrounds, outboxIn, publishedIn, recordedIn } from './outbox.ts';
import { repeatsIn } from './story.ts';

const TASK = 3;
const BATCH_SIZE = 2;
const EVENTS = [event(1, 1), event(2, 1), event(1, 2)];
/** How many crash points must have come about: a program whose runs differ that much cannot be judged by them. */
const REACHED_AT_LEAST = 0.7;

type Judged = CrashPoint & { published: string[]; unrecorded: string[] };

/** The relay dies at each of its moments. */
export function relayCrashChecks(check: Check): void {
  check(
    'whatever moment the relay dies, each event arrives, and a batch at most arrives twice',
    { task: TASK, afterTheOthers: true },
    async (context) => {
      const { isCaughtUp, events, points } = await tryAll(context);
      if (!isCaughtUp) fail('not-published', [inTheEnd({ events }, 'publish() has not ended')]);
      mustComeAbout(points, REACHED_AT_LEAST);
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

async function tryAll(context: CheckContext) {
  const report = await crashPoints<OutboxGround>(context, {
    workload: [],
    effect: 'effect',
    endsByItself: true,
    grounds: (count) => outboxGrounds(context, count, EVENTS),
    begin: async (learner, ground) => (await openRelay(learner, ground, BATCH_SIZE)).publish(),
    cameOf: async (point) => cameOf(await judged(point)),
  });
  return { ...report.calm, points: await Promise.all(report.points.map(judged)) };
}

async function judged(point: CrashPoint): Promise<Judged> {
  const ground = point.ground as OutboxGround;
  const [records, recorded, rows] = await Promise.all([publishedIn(ground), recordedIn(ground), outboxIn(ground)]);
  const ids = rows.map(({ id }) => String(id));
  return {
    ...point,
    published: records.map(({ subject }) => subject),
    unrecorded: ids.filter((id) => !recorded.includes(id)),
  };
}

/** What came of a point, for the table of all. */
function cameOf(point: Judged): string {
  const again = repeatsIn(point.published);
  const told = [
    ...(lostIn(point).length > 0 ? [`**lost: ${lostIn(point).join(', ')}**`] : []),
    ...(again.length > 0 ? [`again: ${again.join(', ')}`] : []),
    ...(point.unrecorded.length > 0 ? [`**not recorded: ${point.unrecorded.length}**`] : []),
  ];
  return told.join('; ') || '—';
}

const lostIn = ({ published }: Judged): string[] =>
  EVENTS.map(({ subject }) => subject).filter((subject) => !published.includes(subject));
const againIn = ({ published }: Judged): number => repeatsIn(published).length;
