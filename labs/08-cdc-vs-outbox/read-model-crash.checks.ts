import { type Check, type CrashPoint, crashPoints, faultIn, inTheEnd, mustComeAbout, tallyPoints } from '#testing';
import { fail } from './judging.ts';
import { beginView, LIFE, seenIn, THEN, type ViewGround, viewGrounds, viewIn } from './view.ts';

const TASK = 4;
/** How many crash points must have come about: a program whose runs differ that much cannot be judged by them. */
const REACHED_AT_LEAST = 0.7;

/** Task 4, the reader: it dies at each of its moments. */
export function readModelCrashChecks(check: Check): void {
  check(
    'whatever moment the reader dies, each event counts once',
    { task: TASK, afterTheOthers: true },
    async (context) => {
      const report = await crashPoints<ViewGround>(context, {
        workload: [LIFE],
        effect: 'effect',
        grounds: (count) => viewGrounds(context, [LIFE], count),
        begin: beginView,
        worked: seenIn,
        cameOf: async ({ ground }) => {
          const view = (await viewIn(ground as ViewGround)).join('; ');
          return view === THEN.join('; ') ? '—' : `**the view says: ${view || 'nothing'}**`;
        },
      });
      if (!report.calm.isCaughtUp)
        fail('stands-still', [inTheEnd(report.calm, 'events are left, 10 s later', 'database')]);
      const points = await Promise.all(
        report.points.map(
          async (point): Promise<CrashPoint & { view: string }> => ({
            ...point,
            view: (await viewIn(point.ground as ViewGround)).join('; '),
          }),
        ),
      );
      mustComeAbout(points, REACHED_AT_LEAST);
      const isBroken = ({ view }: { view: string }) => view !== THEN.join('; ');
      tallyPoints(context, points, isBroken);
      const first = points.find(isBroken);
      if (!first) return;
      const isMore = Number(/(\d+) change/.exec(first.view)?.[1]) > 3;
      fail(isMore ? 'counted-twice' : 'event-lost', [
        faultIn(first),
        inTheEnd(first, `the view says: ${first.view || 'nothing'}`, 'database'),
      ]);
    },
  );
}
