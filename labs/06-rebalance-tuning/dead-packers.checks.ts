import {
  type Check,
  type CheckContext,
  type Effect,
  effectsOf,
  type HistoryEvent,
  inconclusive,
  mayHappen,
  mustHappen,
  mustNotHappen,
  seconds,
  type TestGround,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import { ordersIn } from './orders.ts';
import {
  allCommitted,
  evictionOf,
  orderInHand,
  packed,
  packingGround,
  type Running,
  startPacker,
  type Timing,
  WITHIN_MS,
} from './packing.ts';

const SESSION_MS = 2_000;
const LONGEST_MS = 2_500;
/** Much longer than a session, for who takes the one for the other. */
const LONGEST_BY_FAR_MS = 20_000;
/** On top of what was asked for: joining takes 0.3 s, and a busy machine ten times that. */
const SLACK_MS = 4_000;

/** A packer that is dead, or stuck, or has slept: another takes over. */
export function deadPackerChecks(check: Check): void {
  check('a packer that is stuck loses its partitions: another packs the order', {}, async (context) => {
    const { history } = context;
    const timing = { sessionTimeoutMs: SESSION_MS, longestOrderMs: LONGEST_MS };
    const { order } = await twoPackers(context, timing);
    history.record('harness', 'lets the packer hang at it', { kind: 'fault' });
    const withinMs = LONGEST_MS + SESSION_MS + SLACK_MS;
    const taken = await takenOver(context, order.subject, withinMs);
    if (taken) return;
    const beats = wireOf(history, 'request', 'Heartbeat').filter(({ details }) => details.process === 'packer');
    const still = history.record('harness', `${seconds(withinMs)} later nobody else packs ${order.subject}`);
    const begun = committedBefore(history.events, order);
    if (begun) fail('committed-before-packed', [begun, order.asked, still]);
    const [, again] = packed(history.events, order.subject, 'packer');
    if (again) fail('stuck-and-begun-again', [order.asked, again, still]);
    fail('stuck-for-ever', [order.asked, ...beats.slice(-1), still]);
  });

  check('a packer that is killed is replaced when its session is over', {}, async (context) => {
    const { history } = context;
    const timing = { sessionTimeoutMs: SESSION_MS, longestOrderMs: LONGEST_BY_FAR_MS };
    const { packer, order } = await twoPackers(context, timing);
    await packer.learner.kill();
    const killed = history.record('harness', `killed the packer, with ${order.subject} in hand`, { kind: 'fault' });
    const withinMs = SESSION_MS + SLACK_MS;
    if (await takenOver(context, order.subject, withinMs)) return;
    const begun = committedBefore(history.events, order);
    const still = history.record('harness', `${seconds(withinMs)} later nobody else packs ${order.subject}`);
    if (begun) fail('committed-before-packed', [begun, killed, still]);
    fail('session-too-long', [order.asked, killed, still]);
  });

  check('a packer that wakes up too late packs nothing that another has packed', {}, async (context) => {
    const { history } = context;
    const timing = { sessionTimeoutMs: SESSION_MS, longestOrderMs: LONGEST_BY_FAR_MS };
    const { packer, order, ground, rest } = await twoPackers(context, timing);
    const froze = await packer.learner.freeze();
    const withinMs = SESSION_MS + SLACK_MS;
    if (!(await takenOver(context, order.subject, withinMs))) {
      const begun = committedBefore(history.events, order);
      const still = history.record('harness', `${seconds(withinMs)} later nobody else packs ${order.subject}`);
      fail(begun ? 'committed-before-packed' : 'session-too-long', [...(begun ? [begun] : []), froze, still]);
    }
    await allCommitted(context, ground, ORDERS);
    const woke = packer.learner.resume();
    packer.learner.answerEffects((call) => call.done());
    order.done();
    const isRefused = () => evictionOf(history.events, 'packer', woke.n);
    await mustHappen('the group tells it', isRefused, {
      withinMs: WITHIN_MS,
      otherwise: () => inconclusive('the packer that woke up was not told that it is no member any more'),
    });
    const again = () => rest.flatMap((late) => packed(history.events, late, 'packer'));
    await mustNotHappen('it packs on', () => again()[0], {
      forMs: 1_000,
      otherwise: (late) => {
        const by = effectsOf({ events: history.events }, late.details.subject).find(
          ({ details }) => details.phase === 'done',
        );
        fail('zombie-packs-on', [...(by ? [by] : []), woke, isRefused()!, late]);
      },
    });
    const joins = () =>
      wireOf(history, 'request', 'JoinGroup').some(({ n, details }) => n > woke.n && details.process === 'packer');
    const ended = () => history.events.some(({ details }) => details.kind === 'exit' && details.process === 'packer');
    await mustHappen('it joins again, or ends', () => joins() || ended(), {
      withinMs: WITHIN_MS,
      otherwise: () => {
        const still = history.record('harness', `${seconds(WITHIN_MS)} later it has neither joined again nor ended`);
        fail('does-nothing-for-ever', [woke, isRefused()!, still]);
      },
    });
  });
}

const ORDERS = ordersIn([1, 3, 5], [2, 4, 6]);

interface Two {
  ground: TestGround;
  /** Has one order in hand, and those behind it in memory. */
  packer: Running;
  order: Effect;
  /** The orders behind it in its partition. */
  rest: string[];
}

/** Two packers with a partition each; then orders come. The second packs at once. */
async function twoPackers(context: CheckContext, timing: Timing): Promise<Two> {
  const { history } = context;
  const ground = await packingGround(context, [[], []]);
  const packer = await startPacker(context, ground, { ...timing, isQuick: () => false });
  await startPacker(context, ground, { ...timing, as: 'packer 2' });
  const has = (process: string) =>
    wireOf(history, 'answer', 'SyncGroup')
      .filter(({ details }) => details.process === process)
      .at(-1)?.details.partitions;
  const isShared = () => has('packer')?.length === 1 && has('packer 2')?.length === 1;
  await mustHappen('each packer has a partition', isShared, {
    withinMs: WITHIN_MS,
    otherwise: () => inconclusive('the two packers did not share the partitions within 10 s'),
  });
  await Promise.all(ORDERS.map((orders, partition) => ground.testTopic.append([...orders], { partition })));
  const order = await orderInHand(context, packer);
  const mine = ORDERS.find((orders) => orders.some(({ subject }) => subject === order.subject))!;
  return {
    ground,
    packer,
    order,
    rest: mine.map(({ subject }) => subject).filter((subject) => subject !== order.subject),
  };
}

/** When the second packer begins with that order; undefined where it does not. */
async function takenOver(
  { history }: CheckContext,
  order: string,
  withinMs: number,
): Promise<HistoryEvent | undefined> {
  return mayHappen('the other packs it', () => packed(history.events, order, 'packer 2')[0], { withinMs });
}

/** The request of the first packer that moved the offset past the order that it had only begun. */
function committedBefore(events: readonly HistoryEvent[], { subject }: Effect): HistoryEvent | undefined {
  const partition = ORDERS.findIndex((orders) => orders.some((order) => order.subject === subject));
  return wireOf({ events }, 'request', 'OffsetCommit').find(({ details }) =>
    details.partitions?.some((part) => part.partition === partition && (part.offset ?? 0) > 0),
  );
}
