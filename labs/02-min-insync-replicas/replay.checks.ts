import { attempt, type Check, eventually, inconclusive } from '#testing';
import { fail } from './judging.ts';
import { open } from './open-sender.ts';
import { mustBeParked, send, sendInPeace, settled, spread, stored, TRY_FOR_MS } from './sending.ts';

/** What a replay leaves behind that the cluster refuses. */
export function replayChecks(check: Check): void {
  check('a replay that is refused stops there, and forgets no uncertain try', { task: 2 }, async (context) => {
    const { cluster, history } = context;
    const topic = await cluster.createTopic('orders', spread);
    const opened = await open(context, { topic, tryForMs: TRY_FOR_MS });
    const { lane } = opened.learner;
    await sendInPeace(context, opened, 'order-1');
    const before = history.record('harness', 'answers each try with “stored, with too few replicas”', {
      kind: 'fault',
    });
    const uncertain = lane.add(
      { api: 'Produce', every: true },
      { act: 'refuse', error: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND' },
    );
    const parked = await mustBeParked(context, opened, {
      id: 'order-2',
      sending: await send(context, opened, 'order-2'),
      since: before,
    });
    if (uncertain.hits === 0) inconclusive('no try was answered with NOT_ENOUGH_REPLICAS_AFTER_APPEND');
    await mustBeParked(context, opened, {
      id: 'order-3',
      sending: await send(context, opened, 'order-3'),
      since: before,
    });
    uncertain.remove();
    const since = history.record('harness', 'answers each try of the replay with “refused”', { kind: 'fault' });
    const refused = lane.add({ api: 'Produce', every: true }, { act: 'refuse', error: 'NOT_ENOUGH_REPLICAS' });
    const replaying = attempt(history, 'replay()', opened.sender.replay());
    await Promise.race([refused.hit, replaying.settled(TRY_FOR_MS)]);
    if (refused.hits === 0) {
      await settled(context, 'replay()', replaying, TRY_FOR_MS);
      fail('stays-parked', [since, replaying.event!]);
    }
    // Whoever goes on to order-3 tries that one now; whoever stops has given up order-2.
    const triedEnough = Date.now() + TRY_FOR_MS * 1.2;
    await eventually('the replay gives up', () => replaying.outcome !== undefined || Date.now() > triedEnough, {
      withinMs: TRY_FOR_MS * 2 + 5_000,
    });
    refused.remove();
    const mended = history.record('harness', 'refuses no more');
    await settled(context, 'replay()', replaying, TRY_FOR_MS * 2);
    const { ids, seen } = await stored(context, topic);
    if (ids.includes('order-3') && !ids.includes('order-2')) fail('overtaken', [before, since, mended, seen]);
    const left = (await opened.outbox.all()).find(({ order }) => order.id === 'order-2');
    if (!left || parked.fate === 'refused' || left.fate === 'unknown') return; // the first is another check's matter
    const says = history.record('harness', 'the outbox says that order-2 is refused');
    fail('perhaps-called-refused', [before, since, replaying.event!, says]);
  });
}
