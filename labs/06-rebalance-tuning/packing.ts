import {
  type CheckContext,
  type Effect,
  effect,
  effectsOf,
  type HistoryEvent,
  kafkaClient,
  type LearnerProcess,
  makeGround,
  mustHappen,
  seconds,
  type TestGround,
  type Workload,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';

/** What takes 50 ms on an idle machine. */
export const WITHIN_MS = 10_000;

export interface Timing {
  sessionTimeoutMs: number;
  longestOrderMs: number;
}

/** A packer at work. */
export interface Running {
  learner: LearnerProcess;
  /** Orders that are being packed: nobody has told the program that they are done. */
  inHand: Effect[];
}

export const packingGround = ({ cluster }: CheckContext, orders: Workload): Promise<TestGround> =>
  makeGround(cluster, orders, { group: 'packers' });

/** Starts a packer. Packing is done at once where `isQuick` says so; else it goes on until the check ends it. */
export async function startPacker(
  context: CheckContext,
  { topic, group }: TestGround,
  { isQuick = () => true, as = 'packer', ...timing }: Timing & { isQuick?(order: string): boolean; as?: string },
): Promise<Running> {
  const learner = await context.startLearner({ as });
  const inHand: Effect[] = [];
  learner.answerEffects((call) => (isQuick(call.subject) ? call.done() : inHand.push(call)));
  await learner.call('packer.ts', 'startPacker', {
    kafka: kafkaClient(),
    topic,
    groupId: group,
    pack: effect('pack'),
    ...timing,
  });
  learner.mayEnd(); // who is thrown out ends; the checks say what that means
  return { learner, inHand };
}

/** The first order that is being packed; fails where none is. */
export async function orderInHand({ history }: CheckContext, { inHand }: Running): Promise<Effect> {
  await mustHappen('an order is being packed', () => inHand.length > 0, {
    withinMs: WITHIN_MS,
    otherwise: () =>
      fail('not-packed', [history.record('harness', `no order was packed within ${seconds(WITHIN_MS)}`)]),
  });
  return inHand[0]!;
}

/** What a broker says to a member that it does not count as one any more. */
const NOT_A_MEMBER = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);

/** The first answer that tells a process that it is thrown out of its group. */
export function evictionOf(events: readonly HistoryEvent[], process: string, since = 0): HistoryEvent | undefined {
  return (['Heartbeat', 'OffsetCommit', 'SyncGroup', 'JoinGroup'] as const)
    .flatMap((api) => wireOf({ events }, 'answer', api))
    .filter(({ n, details }) => n > since && details.process === process)
    .filter(({ details }) => details.errors?.some((error) => NOT_A_MEMBER.has(error)))
    .sort((a, b) => a.n - b.n)[0];
}

/** The calls of `pack` that began, of one process or of all. */
export const packed = (events: readonly HistoryEvent[], order: string, process?: string) =>
  effectsOf({ events }, order).filter(
    ({ details }) => details.phase === 'asked' && (process === undefined || details.process === process),
  );

/** Waits until each order is packed and committed; fails where one is not. */
export async function allCommitted(
  context: CheckContext,
  ground: TestGround,
  orders: Workload,
  withinMs = WITHIN_MS,
): Promise<void> {
  const { cluster, history } = context;
  const isCommitted = async () =>
    (await cluster.committed(ground.group, ground.testTopic)).every(
      ({ partition, offset = -1 }) => offset >= orders[partition]!.length,
    );
  await mustHappen('every order is committed', isCommitted, {
    withinMs,
    otherwise: () => {
      const seen = history.record('broker 1', `not every order was committed ${seconds(withinMs)} later`);
      const last = effectsOf({ events: history.events }).slice(-1);
      fail('not-packed', [...last, seen]);
    },
  });
}
