import {
  type Check,
  type CheckContext,
  commitsOf,
  duplicated,
  type Effect,
  effectsOf,
  mayHappen,
  seconds,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import { ordersIn } from './orders.ts';
import { allCommitted, evictionOf, orderInHand, packed, packingGround, startPacker, WITHIN_MS } from './packing.ts';

const SESSION_MS = 2_000;
const LONGEST_MS = 12_000;
/** So long an order takes: more than two sessions. */
const LONG_ORDER_MS = 4_500;
/** For the heartbeat that comes late: a busy machine must not make it later still. */
const LONG_SESSION_MS = 3_000;
/** The part of a session by which a heartbeat is late. */
const LATE = 0.4;

/** One packer, or two, and an order that takes long. */
export function longOrderChecks(check: Check): void {
  check('an order that takes longer than a session is packed once, and nobody is thrown out', {}, async (context) => {
    const { history } = context;
    const orders = ordersIn([1, 2]);
    const ground = await packingGround(context, orders);
    const timing = { sessionTimeoutMs: SESSION_MS, longestOrderMs: LONGEST_MS };
    const packer = await startPacker(context, ground, { ...timing, isQuick: (order) => order !== 'order-1' });
    const order = await orderInHand(context, packer);
    const isOut = () => evictionOf(history.events, 'packer');
    await mayHappen('the packer is thrown out', isOut, { withinMs: LONG_ORDER_MS });
    order.done();
    for (const again of packer.inHand.slice(1)) again.done();
    packer.learner.answerEffects((call) => call.done());
    await mayHappen('the order is committed, or not', () => isOut() ?? commitsOf(history)[0], { withinMs: WITHIN_MS });
    const out = isOut();
    if (out) fail('thrown-out-at-work', [order.asked, out]);
    await allCommitted(context, ground, orders);
    const [twice] = duplicated({ records: ground.records, events: history.events });
    if (twice) fail('packed-twice', twice.proof);
  });

  check('one heartbeat that is late costs nobody the membership', {}, async (context) => {
    const { history } = context;
    const orders = ordersIn([1]);
    const ground = await packingGround(context, orders);
    const timing = { sessionTimeoutMs: LONG_SESSION_MS, longestOrderMs: LONGEST_MS };
    const packer = await startPacker(context, ground, { ...timing, isQuick: () => false });
    const order = await orderInHand(context, packer);
    const beats = () => wireOf(history, 'request', 'Heartbeat').filter(({ n }) => n > order.asked.n);
    const isOut = () => evictionOf(history.events, 'packer');
    const isHeard = () => beats().length > 0 || isOut();
    await mayHappen('a first heartbeat during the work', isHeard, { withinMs: LONG_SESSION_MS * 2 });
    if (beats().length === 0) return silent(context, order);
    const lateMs = LONG_SESSION_MS * LATE;
    const late = packer.learner.lane.add({ api: 'Heartbeat' }, { act: 'delay', ms: lateMs });
    await mayHappen('a heartbeat is late', () => late.hits > 0, { withinMs: LONG_SESSION_MS * 2 });
    if (late.hits === 0) return silent(context, order);
    const delayed = history.record('harness', `delayed the next heartbeat by ${seconds(lateMs)}`, { kind: 'fault' });
    // The answer to the late heartbeat, or to the one behind it, tells.
    const tells = () => wireOf(history, 'answer', 'Heartbeat').filter(({ n }) => n > delayed.n);
    await mayHappen('the group has told', () => tells().length > 1 || isOut(), { withinMs: WITHIN_MS });
    const out = isOut();
    order.done();
    if (out) fail('one-delay-throws-out', [order.asked, delayed, out]);
    await allCommitted(context, ground, orders);
  });

  check('a packer that joins while an order is in hand does not make it packed twice', {}, async (context) => {
    const { history } = context;
    const orders = ordersIn([1, 3], [2, 4]);
    const ground = await packingGround(context, orders);
    const timing = { sessionTimeoutMs: LONG_SESSION_MS, longestOrderMs: LONGEST_MS };
    const packer = await startPacker(context, ground, { ...timing, isQuick: () => false });
    const order = await orderInHand(context, packer);
    const second = startPacker(context, ground, { ...timing, as: 'packer 2' });
    second.catch(() => {}); // awaited below
    const isTold = () =>
      wireOf(history, 'answer', 'Heartbeat').find(({ details }) => details.errors?.includes('REBALANCE_IN_PROGRESS'));
    const isOut = () => evictionOf(history.events, 'packer');
    await mayHappen('the first packer hears of it', () => isTold() ?? isOut(), { withinMs: WITHIN_MS });
    const told = isTold();
    if (!told) return silent(context, order);
    // Longer than a session: who gives its order up has joined again by then, who falls silent is out.
    const joins = () =>
      wireOf(history, 'request', 'JoinGroup').filter(({ n, details }) => n > told.n && details.process === 'packer');
    const withinMs = LONG_SESSION_MS + 1_000;
    await mayHappen('the first packer gives its order up', () => joins().length > 0, { withinMs });
    const beats = wireOf(history, 'request', 'Heartbeat').filter(({ details }) => details.process === 'packer');
    packer.learner.answerEffects((call) => call.done());
    for (const waiting of packer.inHand) waiting.done();
    const answered = () =>
      isOut() ?? wireOf(history, 'answer', 'OffsetCommit').find(({ details }) => details.process === 'packer');
    await mayHappen('the first packer commits', answered, { withinMs: WITHIN_MS });
    const out = isOut();
    if (out && joins().every(({ n }) => n > out.n))
      fail(
        'silent-in-a-rebalance',
        [told, ...beats.slice(-1), out].sort((a, b) => a.n - b.n),
      );
    await second;
    const done = effectsOf(history, order.subject).find(({ details }) => details.phase === 'done');
    const early = joins().find(({ n }) => done && n < done.n);
    if (early) fail('joined-in-the-middle', [told, early]);
    await allCommitted(context, ground, orders);
    const [twice] = duplicated({ records: ground.records, events: history.events });
    if (twice) fail('joined-in-the-middle', twice.proof);
  });

  failedOrderCheck(check);
}

/** An order whose packing fails. */
function failedOrderCheck(check: Check): void {
  check('an order whose packing fails is not committed, and packed later', {}, async (context) => {
    const { history } = context;
    const orders = ordersIn([1, 2]);
    const ground = await packingGround(context, orders);
    const timing = { sessionTimeoutMs: LONG_SESSION_MS, longestOrderMs: LONGEST_MS };
    const packer = await startPacker(context, ground, { ...timing, isQuick: () => false });
    const order = await orderInHand(context, packer);
    packer.learner.answerEffects((call) => call.done());
    const failed = order.fail('the shelf is empty');
    const isOver = () => packed(history.events, order.subject).length > 1 || commitsOf(history).length > 0;
    await mayHappen('it is packed again, or committed', isOver, { withinMs: WITHIN_MS });
    const [commit] = commitsOf(history);
    const [again] = packed(history.events, order.subject).slice(1);
    if (commit && !(again && again.n < commit.n)) fail('failed-and-committed', [failed, commit]);
    await allCommitted(context, ground, orders);
  });
}

/** Nothing was heard of a packer at work for longer than its session. Its next commit tells whether the group still counts it as a member. */
async function silent({ history }: CheckContext, order: Effect): Promise<never> {
  const isOut = () => evictionOf(history.events, 'packer');
  order.done();
  const isTold = () => wireOf(history, 'answer', 'OffsetCommit').some(({ details }) => details.process === 'packer');
  await mayHappen('the packer commits', () => isOut() !== undefined || isTold(), { withinMs: WITHIN_MS });
  const out = isOut();
  return out ? fail('thrown-out-at-work', [order.asked, out]) : fail('session-too-long', [order.asked]);
}
