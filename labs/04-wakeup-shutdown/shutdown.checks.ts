import {
  type Check,
  type CheckContext,
  duplicated,
  effectsOf,
  type HistoryEvent,
  lost,
  mustComeAbout,
  type ShutdownPoint,
  type ShutdownReport,
  type Story,
  shutdownPoints,
  tallyPoints,
  wireOf,
} from '#testing';
import { type Code, fail } from './judging.ts';
import { begin, exitOf, failWith, leavesOf, ORDERS, serviceGrounds } from './service.ts';

/** Longer than any of the waits below: what ends by it does not end by itself. */
const DEADLINE_MS = 20_000;
/** An idle machine needs 0.1 s; kafkajs's default fetch holds the end up for 5 s, which has a check of its own. */
const ENDS_WITHIN_MS = 8_000;
const SESSION_TIMEOUT_MS = 10_000;
/** Nothing in the task lets a service wait by itself; some look at a queue of theirs now and then. */
const OWN_WAIT_MS = 1_000;

type Broken = [code: Code, proof: HistoryEvent[]];

const storyOf = ({ ground, events }: Pick<ShutdownPoint, 'ground' | 'events'>): Story => ({
  records: ground.records,
  events,
});

const signalIn = ({ events }: ShutdownPoint): HistoryEvent => events.find(({ details }) => details.kind === 'fault')!;

export function shutdownChecks(check: Check): void {
  // The points are tried once; two checks read the report.
  let report: Promise<ShutdownReport> | undefined;
  const shutdowns = async (context: CheckContext): Promise<ShutdownReport> => {
    report ??= shutdownPoints(context, {
      workload: ORDERS,
      effect: 'deliver',
      grounds: (count) => serviceGrounds(context, count),
      begin: (learner, ground) =>
        begin(learner, ground, { sessionTimeoutMs: SESSION_TIMEOUT_MS, deadlineMs: DEADLINE_MS }),
      withinMs: ENDS_WITHIN_MS,
      ownWaitMs: OWN_WAIT_MS,
    });
    const { calm, points } = await report;
    if (!calm.isCaughtUp) {
      const done = effectsOf(calm).filter(({ details }) => details.phase === 'done').length;
      const seen = context.history.record('harness', `${done} of ${ORDERS[0]!.length} orders were delivered`);
      fail('not-delivered', [...lastOf(calm.events), seen]);
    }
    mustComeAbout(points);
    return report;
  };

  check('whatever moment SIGTERM comes, the service leaves its group and exits with code 0', {}, async (context) => {
    const { points, leftOut } = await shutdowns(context);
    if (leftOut.length > 0) context.note(`${leftOut.length} more moments were not tried: the service had got stuck.`);
    judge(context, points, badEnd);
  });

  check('whatever moment SIGTERM comes, each order is delivered once, and told', {}, async (context) => {
    const { points } = await shutdowns(context);
    judge(context, points, badDelivery);
  });
}

/** Shows how many points hold, and fails with the first that does not. */
function judge(
  context: CheckContext,
  points: readonly ShutdownPoint[],
  broken: (point: ShutdownPoint) => Broken | undefined,
): void {
  tallyPoints(context, points, (point) => broken(point) !== undefined, 'moments');
  const bad = points.find((point) => point.isReached && broken(point));
  if (bad) failWith(storyOf(bad), ...broken(bad)!);
}

/** How the end itself went wrong. */
function badEnd(point: ShutdownPoint): Broken | undefined {
  const { events, exit, boundary, hasLeft } = point;
  const signal = signalIn(point);
  const ended = exitOf(events)!;
  if (!exit) {
    const isJoining = boundary.kind === 'request' && ['JoinGroup', 'SyncGroup'].includes(boundary.api);
    const killed = events.filter(({ details }) => details.kind === 'fault').slice(1, 2);
    const joins = events.find(
      ({ n, details }) =>
        n > signal.n &&
        details.kind === 'request' &&
        details.process === 'worker' &&
        ['JoinGroup', 'SyncGroup', 'Fetch'].includes(details.api),
    );
    if (isJoining && joins) return ['joins-after-disconnect', [signal, joins, ...killed]];
    return ['never-ends', [signal, ...killed]];
  }
  // Some send themselves the signal once more when all is done.
  if (exit.signal) return [hasLeft ? 'wrong-exit-code' : 'no-handler', [signal, ended]];
  const unfinished = unfinishedAt(point);
  if (unfinished) return ['exits-at-once', [unfinished, signal, ended]];
  if (exit.code !== 0) {
    const why = exit.uncaught ? [{ ...ended, actor: 'worker', text: exit.uncaught }] : [];
    return ['wrong-exit-code', [signal, ...why, ended]];
  }
  return hasLeft ? undefined : ['exits-without-leaving', [signal, ended]];
}

/** The delivery that was asked for and not over when the process ended. */
function unfinishedAt({ events }: ShutdownPoint): HistoryEvent | undefined {
  const ended = exitOf(events);
  if (!ended) return undefined;
  const own = effectsOf({ events }).filter(({ details }) => details.process === 'worker');
  const asked = own.filter(({ details, n }) => details.phase === 'asked' && n < ended.n).at(-1);
  if (!asked) return undefined;
  const isOver = own.some(
    ({ details, n }) => details.call === asked.details.call && details.phase !== 'asked' && n < ended.n,
  );
  return isOver ? undefined : asked;
}

/** How orders were delivered twice or never, or not told of. */
function badDelivery(point: ShutdownPoint): Broken | undefined {
  const story = storyOf(point);
  const signal = signalIn(point);
  const [gone] = lost(story);
  if (gone) return ['order-skipped', gone.proof];
  const [untold] = untoldIn(point);
  if (untold) return ['delivery-not-told', untold];
  const [twice] = duplicated(story);
  if (!twice) return point.isCaughtUp ? undefined : ['not-delivered', lastOf(point.events)];
  const ended = exitOf(point.events)!;
  if (point.exit?.signal) return ['no-handler', [twice.proof[0]!, signal, ended, twice.proof[1]!]];
  if (unfinishedAt(point)) return ['exits-at-once', [signal, ended, twice.proof[1]!]];
  const leave = leavesOf(point.events).slice(0, 1);
  return ['commit-after-stop', [signal, twice.proof[0]!, ...leave, twice.proof[1]!]];
}

/** Deliveries of the worker after which, and before its end, it sent nothing that a broker took. */
function untoldIn({ events, exit }: ShutdownPoint): HistoryEvent[][] {
  if (exit?.code !== 0) return [];
  const done = effectsOf({ events }).filter(({ details }) => details.phase === 'done' && details.process === 'worker');
  const told = wireOf({ events }, 'answer', 'Produce').filter(
    ({ details }) => details.process === 'worker' && !details.errors?.length,
  );
  if (told.length >= done.length) return [];
  const signal = events.find(({ details }) => details.kind === 'fault')!;
  return [[signal, done.at(-1)!, exitOf(events)!]];
}

const lastOf = (events: readonly HistoryEvent[]): HistoryEvent[] =>
  events.filter(({ details: { kind } }) => kind === 'effect' || kind === 'fault' || kind === 'note').slice(-4);
