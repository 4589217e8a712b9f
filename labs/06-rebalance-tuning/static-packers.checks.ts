import {
  type Check,
  commitsOf,
  type Effect,
  effectsOf,
  inconclusive,
  mayHappen,
  mustHappen,
  pause,
  seconds,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import { oneNameChecks } from './one-name.checks.ts';
import { ordersIn } from './orders.ts';
import { rollingRestartChecks } from './rolling-restart.checks.ts';
import {
  asksToJoin,
  begin,
  endPacker,
  exitOf,
  formGroup,
  partitionsOf,
  preparePacker,
  staticGround,
  type Timing,
  WITHIN_MS,
} from './static-packing.ts';
import { allPacked, steadyOrders } from './steady-orders.ts';

const TIMING: Timing = { restartTakesMs: 4_000, replaceAfterMs: 20_000 };
const SHORT: Timing = { restartTakesMs: 1_500, replaceAfterMs: 5_000 };
/** On top of what was asked for: rebalancing takes 0.3 s, and a busy machine ten times that. */
const SLACK_MS = 4_000;
/** How long the order in hand goes on after the signal. */
const WORKS_ON_MS = 400;

/** Task 2: packers that keep their place in the hall over restarts. */
export function staticPackerChecks(check: Check): void {
  rollingRestartChecks(check);

  check(
    'SIGTERM with an order in hand: it is packed, committed and never packed again',
    { task: 2 },
    async (context) => {
      const { history } = context;
      const ground = await staticGround(context, 1);
      const inHand: Effect[] = [];
      const answer = (call: Effect) => (inHand.length > 0 ? call.done() : inHand.push(call));
      const packer = await preparePacker(context, { name: 'packer-1', answer });
      await formGroup(context, ground, TIMING, [packer]);
      const [workload] = ordersIn([1, 2, 3]);
      await ground.testTopic.append([...workload!]);
      const records = workload!.map(({ subject }, offset) => ({ subject, topic: ground.topic, partition: 0, offset }));
      await mustHappen('an order is in hand', () => inHand.length > 0, {
        withinMs: WITHIN_MS,
        otherwise: () =>
          fail('orders-left-over', [history.record('harness', `no order is packed within ${seconds(WITHIN_MS)}`)]),
      });
      const order = inHand[0]!;
      const finish = pause(WORKS_ON_MS).then(() => !exitOf(history, packer.as) && order.done());
      const { signal, ended, code } = await endPacker(context, packer, ', with an order in hand');
      await finish;
      const isDone = effectsOf(history, order.subject).some(({ details }) => details.phase === 'done');
      if (!isDone) fail('order-cut-off', [order.asked, signal, ended]);
      const again = await preparePacker(context, { name: 'packer-1', as: 'packer-1 again' });
      begin(again, ground, TIMING);
      await asksToJoin(context, again);
      await allPacked(context, ground, { records });
      const packs = effectsOf(history, order.subject).filter(({ details }) => details.phase === 'done');
      if (packs.length > 1) fail('packed-again', [signal, packs[0]!, ended, packs.at(-1)!]);
      if (code !== 0) fail('wrong-exit-code', [signal, ended]);
      const idle = await endPacker(context, again, ', which has nothing to do');
      if (idle.code !== 0) fail('wrong-exit-code', [idle.signal, idle.ended]);
    },
  );

  check('a packer that does not come back is replaced', { task: 2 }, async (context) => {
    const { history, note } = context;
    const ground = await staticGround(context, 2);
    const packers = await Promise.all(['packer-1', 'packer-2'].map((name) => preparePacker(context, { name })));
    await formGroup(context, ground, SHORT, packers);
    const orders = steadyOrders(ground, 2);
    const [dead, other] = packers;
    const [partition] = partitionsOf(history, dead!.as)!;
    const isWorking = () => effectsOf(history).some(({ details }) => details.process === dead!.as);
    await mayHappen('it packs', isWorking, { withinMs: WITHIN_MS });
    await dead!.learner.kill();
    const killed = history.record('harness', 'killed packer-1, and nobody starts it again', { kind: 'fault' });
    const takenOver = () =>
      effectsOf(history).find(
        ({ n, details }) =>
          n > killed.n &&
          details.process === other!.as &&
          orders.records.some((record) => record.partition === partition && record.subject === details.subject),
      );
    const withinMs = SHORT.replaceAfterMs + SLACK_MS;
    const taken = await mayHappen('the other packs', takenOver, { withinMs });
    await orders.stop();
    if (!taken) {
      const ended = exitOf(history, other!.as);
      if (ended) fail('ends-at-a-rebalance', [killed, ended]);
      const still = history.record('harness', `${seconds(withinMs)} later nobody packs the orders of packer-1`);
      fail('waits-too-long', [killed, still]);
    }
    const laterMs = taken.atMs - killed.atMs;
    note(`The other packed them ${seconds(laterMs, 1)} later; \`replaceAfterMs\` was ${SHORT.replaceAfterMs}.`);
    await allPacked(context, ground, orders);
  });

  check('a commit that is refused while the group forms ends nobody', { task: 2 }, async (context) => {
    const { history } = context;
    const ground = await staticGround(context, 1);
    const packer = await preparePacker(context, { name: 'packer-1' });
    await formGroup(context, ground, TIMING, [packer]);
    const rules = (['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION'] as const).map((error) =>
      packer.learner.lane.add({ api: 'OffsetCommit' }, { act: 'refuse', error }),
    );
    const orders = steadyOrders(ground, 1);
    const areRefused = () => rules.every(({ hits }) => hits > 0) || exitOf(history, packer.as);
    await mustHappen('two commits are refused', areRefused, {
      withinMs: WITHIN_MS,
      otherwise: () => inconclusive('the program committed nothing that could be refused, or only once'),
    });
    const last = orders.records.length;
    const isOn = () => effectsOf(history).filter(({ details }) => details.phase === 'done').length > last;
    await mayHappen('the packer goes on', () => isOn() || exitOf(history, packer.as), { withinMs: WITHIN_MS });
    await orders.stop();
    const refusals = wireOf(history, 'answer', 'OffsetCommit').filter(({ details }) => details.injected);
    const ended = exitOf(history, packer.as);
    if (ended) fail('ends-at-a-rebalance', [...refusals.slice(-1), ended]);
    await allPacked(context, ground, orders);
  });

  check('an order whose packing fails is not committed', { task: 2 }, async (context) => {
    const { history } = context;
    const ground = await staticGround(context, 1);
    const failing: Effect[] = [];
    const answer = (call: Effect) => (failing.push(call) === 1 ? call.fail('the shelf is empty') : call.done());
    const packer = await preparePacker(context, { name: 'packer-1', answer });
    await formGroup(context, ground, TIMING, [packer]);
    await ground.testTopic.append([...ordersIn([1, 2])[0]!]);
    const isOver = () => exitOf(history, packer.as) ?? commitsOf(history)[0];
    await mayHappen('it ends, or commits', isOver, { withinMs: WITHIN_MS });
    const [commit] = commitsOf(history);
    if (failing.length === 0)
      fail('orders-left-over', [history.record('harness', `no order is packed within ${seconds(WITHIN_MS)}`)]);
    const [first, ...later] = effectsOf(history, 'order-1').filter(({ details }) => details.phase !== 'asked');
    const isPackedSince = commit && later.some(({ n, details }) => details.phase === 'done' && n < commit.n);
    if (commit && !isPackedSince) fail('commits-what-failed', [...(first ? [first] : []), commit]);
  });

  oneNameChecks(check);
}
