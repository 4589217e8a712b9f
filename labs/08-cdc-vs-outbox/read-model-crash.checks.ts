import { type Check, crashesOf, faultIn, firstBroken, inTheEnd } from '#testing';
import { fail } from './judging.ts';
import { beginView, LIFE, seenIn, THEN, viewGrounds, viewIn } from './view.ts';

const TASK = 4;

/** Task 4, the reader: it dies at each of its moments. */
export function readModelCrashChecks(check: Check): void {
  const crashes = crashesOf({
    points: (context) => ({
      workload: [LIFE],
      effect: 'effect',
      grounds: (count) => viewGrounds(context, [LIFE], count),
      begin: beginView,
      worked: seenIn,
      left: async ({ ground }) => ({ view: (await viewIn(ground)).join('; ') }),
      cameOf: (point) => (isBroken(point) ? [`**the view says: ${point.view || 'nothing'}**`] : []),
    }),
    stuck: (calm) => fail('stands-still', [inTheEnd(calm, 'events are left, 10 s later', 'database')]),
  });

  check(
    'whatever moment the reader dies, each event counts once',
    { task: TASK, afterTheOthers: true },
    async (context) => {
      const { points } = await crashes(context);
      const first = firstBroken(context, points, isBroken);
      if (!first) return;
      const isMore = Number(/(\d+) change/.exec(first.view)?.[1]) > 3;
      fail(isMore ? 'counted-twice' : 'event-lost', [
        faultIn(first),
        inTheEnd(first, `the view says: ${first.view || 'nothing'}`, 'database'),
      ]);
    },
  );
}

const isBroken = ({ view }: { view: string }): boolean => view !== THEN.join('; ');
