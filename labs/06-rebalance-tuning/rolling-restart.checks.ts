import {
  type Check,
  type CheckContext,
  type HistoryEvent,
  inconclusive,
  mayHappen,
  pause,
  seconds,
  type TestGround,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import {
  asksToJoin,
  begin,
  endPacker,
  formGroup,
  joinOf,
  joinRequests,
  partitionsOf,
  preparePacker,
  type StaticPacker,
  staticGround,
  type Timing,
  WITHIN_MS,
} from './static-packing.ts';
import { allPacked, packedTwice, silenceMs, steadyOrders } from './steady-orders.ts';

const NAMES = ['packer-1', 'packer-2', 'packer-3'];
const TIMING: Timing = { restartTakesMs: 5_000, replaceAfterMs: 25_000 };
/** How long each is away. The last takes nearly as long as a restart may: the rest of it is for a busy machine. */
const AWAY_MS = [500, 500, 3_500];
/** Others pack at least one order a second: 0.1 to 0.3 s pass between two on an idle machine. */
const SILENT_AT_MOST_MS = 1_000;
const BUSY_MS = 4_000;

/** One packer after the other is stopped, and started again. */
export function rollingRestartChecks(check: Check): void {
  check('a rolling restart of three packers does not rebalance the group', { task: 2 }, async (context) => {
    const { history, note } = context;
    const ground = await staticGround(context, NAMES.length);
    const packers = await Promise.all(NAMES.map((name) => preparePacker(context, { name })));
    await formGroup(context, ground, TIMING, packers);
    const generation = joinOf(history, packers[0]!.as)!.details.generation!;
    const formed = history.record('harness', 'orders keep coming in each partition');
    const orders = steadyOrders(ground, NAMES.length);
    const silences: number[] = [];
    for (const [index, packer] of packers.entries()) {
      const others = packers.filter((other) => other !== packer);
      await mayHappen('orders are packed', () => isPacking(context, packers, formed.atMs), { withinMs: WITHIN_MS });
      const mine = partitionsOf(history, packer.as);
      const signal = await restart(context, { ground, packer, others, awayMs: AWAY_MS[index]! });
      const back = history.record('harness', `${packer.name} is back`);
      for (const partition of NAMES.keys())
        if (!mine?.includes(partition)) silences.push(silenceMs(history, orders, partition, [signal.atMs, back.atMs]));
    }
    await orders.stop();
    await allPacked(context, ground, orders);
    const twice = packedTwice(history, orders);
    if (twice) fail('packed-again', twice);
    if (packers.some(({ as }) => joinOf(history, as)?.details.generation !== generation))
      inconclusive('the group rebalanced between two restarts, and nothing of them tells why');
    const longest = Math.max(...silences);
    note(
      `Three restarts, and the group is still in generation ${generation}. The others’ longest silence was ${longest} ms.`,
    );
    if (longest > SILENT_AT_MOST_MS + BUSY_MS)
      inconclusive(`nothing rebalanced, and yet others packed nothing for ${longest} ms: the machine is too busy`);
  });
}

/** Whether each of these packers has begun with an order since then. */
function isPacking({ history }: CheckContext, packers: readonly StaticPacker[], sinceMs: number): boolean {
  return packers.every(({ as }) =>
    history.events.some(
      ({ details, atMs }) =>
        details.kind === 'effect' && details.process === as && details.phase === 'done' && atMs > sinceMs,
    ),
  );
}

interface Restart {
  ground: TestGround;
  packer: StaticPacker;
  others: readonly StaticPacker[];
  awayMs: number;
}

/** Stops a packer and starts it again under its name; fails where the others have to join again for it. */
async function restart(context: CheckContext, { ground, packer, others, awayMs }: Restart): Promise<HistoryEvent> {
  const { history } = context;
  const before = packer.as;
  const { signal, ended } = await endPacker(context, packer);
  const as = `${packer.name} again`;
  // The process is started meanwhile: what a busy machine needs for it must not lengthen the restart.
  const [{ learner }] = await Promise.all([preparePacker(context, { name: packer.name, as }), pause(awayMs)]);
  Object.assign(packer, { as, learner });
  begin(packer, ground, TIMING);
  await asksToJoin(context, packer);
  const isBack = () => isPacking(context, [packer], signal.atMs);
  const rejoin = () => others.flatMap(({ as }) => joinRequests(history, as)).find(({ n }) => n > signal.n);
  await mayHappen('the packer is back', () => isBack() || rejoin(), { withinMs: WITHIN_MS });
  const [back] = joinRequests(history, as);
  const disturbed = rejoin();
  if (disturbed) {
    const left = wireOf(history, 'request', 'LeaveGroup').find(
      ({ n, details }) => n > signal.n && details.process === before,
    );
    if (left) fail('leaves-the-group', [signal, left, disturbed]);
    const [first] = joinRequests(history, before);
    if (first && first.details.instance === undefined) fail('not-static', [first, signal, disturbed]);
    const shown = [signal, ended, ...(back ? [back] : []), disturbed].sort((a, b) => a.n - b.n);
    if (back && back.details.instance !== first?.details.instance)
      fail(
        'another-id',
        shown.map((event) =>
          event === back ? { ...back, text: 'asks to join the group under an id that the group does not know' } : event,
        ),
      );
    const awayForMs = (back?.atMs ?? disturbed.atMs) - signal.atMs;
    if (awayForMs > TIMING.restartTakesMs)
      inconclusive(`the machine took ${Math.round(awayForMs)} ms for a restart that was to take ${awayMs} ms`);
    fail('session-too-short', [signal, ended, disturbed]);
  }
  if (packer.problem) throw packer.problem;
  if (isBack()) return signal;
  const seen = history.record(
    'harness',
    `${packer.name} packs nothing ${seconds(WITHIN_MS)} after it was started again`,
  );
  fail('orders-left-over', [signal, ended, seen]);
}
