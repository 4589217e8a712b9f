import {
  type Check,
  type CheckContext,
  type HistoryEvent,
  inconclusive,
  mayHappen,
  seconds,
  type TestGround,
} from '#testing';
import { type Code, fail } from './judging.ts';
import { ordersIn } from './orders.ts';
import { evictionOf } from './packing.ts';
import {
  asksToJoin,
  begin,
  exitOf,
  formGroup,
  joinOf,
  joinRequests,
  preparePacker,
  type StaticPacker,
  staticGround,
  type Timing,
  WITHIN_MS,
} from './static-packing.ts';
import { allPacked, packedTwice, steadyOrders } from './steady-orders.ts';

const TIMING: Timing = { restartTakesMs: 4_000, replaceAfterMs: 16_000 };

/** Two packers under one name: the old one was not stopped before the new one was started. */
export function oneNameChecks(check: Check): void {
  check('of two packers under one name the old one ends at its next order', { task: 2 }, async (context) => {
    const { ground, old, fresh } = await onePacker(context);
    const orders = steadyOrders(ground, 1);
    await mayHappen('the old packer packs', () => lastPackedBy(context, old), { withinMs: WITHIN_MS });
    begin(fresh, ground, TIMING);
    await oldEnds(context, old, fresh, 'goes-on-when-refused');
    const [ended, soFar] = [exitOf(context.history, old.as)!, orders.records.length];
    const isNext = () => (lastPackedBy(context, fresh)?.n ?? 0) > ended.n && orders.records.length > soFar;
    await mayHappen('the new packer goes on', isNext, { withinMs: WITHIN_MS });
    await orders.stop();
    await allPacked(context, ground, orders);
  });

  check('of two idle packers under one name the old one ends, too', { task: 2 }, async (context) => {
    const { history } = context;
    const { ground, old, fresh } = await onePacker(context);
    begin(fresh, ground, TIMING);
    await oldEnds(context, old, fresh, 'deaf-while-idle');
    await ground.testTopic.append([...ordersIn([1, 2, 3])[0]!]);
    const records = [1, 2, 3].map((number, offset) => ({
      subject: `order-${number}`,
      topic: ground.topic,
      partition: 0,
      offset,
    }));
    await allPacked(context, ground, { records });
    const twice = packedTwice(history, { records });
    if (twice) fail('packed-again', twice);
  });
}

async function onePacker(
  context: CheckContext,
): Promise<{ ground: TestGround; old: StaticPacker; fresh: StaticPacker }> {
  const ground = await staticGround(context, 1);
  const [old, fresh] = await Promise.all([
    preparePacker(context, { name: 'packer-1' }),
    preparePacker(context, { name: 'packer-1', as: 'a second packer-1' }),
  ]);
  await formGroup(context, ground, TIMING, [old]);
  return { ground, old, fresh };
}

/** The last order that a process packed. */
const lastPackedBy = ({ history }: CheckContext, { as }: StaticPacker): HistoryEvent | undefined =>
  history.events.findLast(
    ({ details }) => details.kind === 'effect' && details.process === as && details.phase === 'done',
  );

/** Waits until the old one is refused, and has ended for it; fails with that code where it goes on all the same. */
async function oldEnds(context: CheckContext, old: StaticPacker, fresh: StaticPacker, code: Code): Promise<void> {
  const { history } = context;
  await asksToJoin(context, fresh);
  const refusal = () => evictionOf(history.events, old.as);
  const isGone = () => exitOf(history, old.as);
  await mayHappen('the group refuses the old packer', () => refusal() ?? isGone(), { withinMs: WITHIN_MS });
  const told = refusal();
  const [mine, other] = [joinRequests(history, old.as)[0]!, joinRequests(history, fresh.as)[0]];
  if (!told && !isGone()) {
    if (mine.details.instance === undefined) fail('not-static', other ? [mine, other] : [mine]);
    if (other && other.details.instance !== mine.details.instance)
      fail('another-id', [
        { ...mine, text: 'asks to join the group' },
        { ...other, text: 'asks to join the group under an id that the group does not know' },
      ]);
    inconclusive('the group did not tell the old packer that another has its name');
  }
  const joined = joinOf(history, fresh.as) ?? other;
  // Taken together: a packer that joins again has not ended either.
  const back = () => told && joinRequests(history, old.as).find(({ n }) => n > told.n);
  await mayHappen('the old packer ends', () => isGone() ?? back(), { withinMs: WITHIN_MS });
  const again = back();
  if (told && again) fail('takes-the-name-back', [...(joined ? [joined] : []), told, again]);
  if (isGone()) return;
  const late = lastPackedBy(context, old);
  const still = history.record('harness', `the old packer still runs ${seconds(WITHIN_MS)} later`);
  const goesOn = told && late && late.n > told.n ? [{ ...late, text: 'packs another order' }] : [];
  const isQuiet = code === 'goes-on-when-refused' && goesOn.length === 0;
  fail(isQuiet ? 'stays-when-refused' : code, [...(joined ? [joined] : []), told!, ...goesOn, still]);
}
