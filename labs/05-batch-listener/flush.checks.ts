import {
  type Check,
  commitsOf,
  type HistoryEvent,
  haveOneOffset,
  inconclusive,
  mustHappen,
  pause,
  seconds,
  wireOf,
} from '#testing';
import { fail } from './judging.ts';
import { rowsIn, writesIn } from './listener.ts';
import { ordersIn, upTo } from './orders.ts';
import { allWritten, start } from './rows.ts';

/** A timer that misses its batch by a moment comes once more: twice the timeout, and a machine that is busy. */
const TAIL_WITHIN_MS = 4_000;
/** 140 orders, each with an INSERT of its own that takes 60 ms, and a machine that is busy. */
const SLOW_WITHIN_MS = 25_000;

/** By size, by time, and by both. */
export function flushChecks(check: Check): void {
  check('twenty orders, one every 20 ms, take a handful of INSERTs', {}, async (context) => {
    const { history } = context;
    const [calm] = ordersIn(upTo(20));
    const batching = { batchSize: 10, batchTimeoutMs: 500 };
    const running = await start(context, { orders: [[]], ...batching });
    const { testTopic } = running.ground;
    const from = performance.now();
    for (const { key, value } of calm!) {
      await testTopic.append([{ key, value }]);
      await pause(20); // the pace is the point
    }
    const tookMs = performance.now() - from;
    await allWritten(context, running, [calm!]);
    // Two batches fill up, the time is over once for each timeout that passes meanwhile, and once for the tail.
    const most = 2 + Math.ceil(tookMs / batching.batchTimeoutMs) + 1;
    const writes = writesIn(history.events);
    if (writes.length <= most) return context.note(`20 orders in ${writes.length} statements.`);
    const seen = history.record('database', `took more than ${most} statements for 20 orders`);
    fail('one-insert-each', [...writes.slice(0, 2), seen]);
  });

  check('a batch that does not fill up is written when its time is over', {}, async (context) => {
    const { history } = context;
    // Partitions of two lengths: a number that is right for one of them is wrong for the other.
    const orders = ordersIn([1, 2, 3], [4]);
    const running = await start(context, { orders, batchSize: 10, batchTimeoutMs: 500 });
    const isThere = async () => (await rowsIn(running.ground)).length >= 4;
    await mustHappen('the tail is written', isThere, {
      withinMs: TAIL_WITHIN_MS,
      otherwise: () => {
        const none = history.record('database', `no row of 4 orders came within ${seconds(TAIL_WITHIN_MS)}`);
        const given = wireOf(history, 'answer', 'Fetch').filter(({ details }) =>
          details.partitions?.some(({ records = 0 }) => records > 0),
        );
        fail(given.length > 0 ? 'tail-never-written' : 'not-written', [...given.slice(0, 1), none]);
      },
    });
    await allWritten(context, running, orders);
    const committed = async () =>
      (await context.cluster.committed(running.ground.group, running.ground.testTopic)).every(
        ({ partition, offset }) => offset === orders[partition]!.length,
      );
    await mustHappen('the batch is committed', committed, {
      withinMs: TAIL_WITHIN_MS,
      otherwise: () => {
        const writes = writesIn(history.events).slice(-1);
        const [last] = commitsOf(history).slice(-1);
        if (last && haveOneOffset(last.details.partitions)) {
          const seen = history.record('broker 1', 'the partitions hold 3 orders and 1; each has the same offset');
          fail('one-offset-for-all-partitions', [...writes, last, seen]);
        }
        const seen = history.record('broker 1', 'the group’s offset is not behind the last order that was written');
        fail(last ? 'commits-short' : 'never-commits', [...writes, ...(last ? [last] : []), seen]);
      },
    });
  });

  check('size and time together write each row once', {}, async (context) => {
    const orders = ordersIn(upTo(40));
    const running = await start(context, {
      orders,
      batchSize: 5,
      batchTimeoutMs: 30,
      rules: ({ databaseLane }) => databaseLane.add({ at: 'answer', every: true }, { act: 'delay', ms: 45 }),
    });
    await allWritten(context, running, orders);
  });

  check('a slow database slows the fetching down: rows do not pile up in memory', {}, async (context) => {
    const { history, note } = context;
    const batchSize = 10;
    const orders = ordersIn(upTo(140));
    let delays: { hits: number } | undefined;
    const running = await start(context, {
      orders,
      batchSize,
      batchTimeoutMs: 500,
      rules: ({ databaseLane }) => {
        delays = databaseLane.add({ at: 'answer', every: true }, { act: 'delay', ms: 60 });
      },
    });
    await allWritten(context, running, orders, SLOW_WITHIN_MS);
    if (delays!.hits === 0) inconclusive('no answer of the database was delayed');
    const { ahead, proof } = furthestAhead(history.events);
    note(`When it fetched, ${ahead} earlier orders at most were unwritten; a batch is ${batchSize}.`);
    if (ahead > batchSize * 3)
      fail('piles-up-in-memory', [
        ...proof,
        history.record('harness', `more than ${batchSize * 3} orders were in the listener’s memory`),
      ]);
  });
}

/** The most orders that were read (the client's next fetch is behind them) and not written, and where that was. */
function furthestAhead(events: readonly HistoryEvent[]): { ahead: number; proof: HistoryEvent[] } {
  let written = 0;
  let most = { ahead: 0, proof: [] as HistoryEvent[] };
  for (const event of events) {
    const { details } = event;
    if (details.kind === 'reply' && writesIn([{ ...event, details: { ...details, kind: 'command' } }]).length > 0)
      written += details.rows ?? 0;
    if (details.kind !== 'request' || details.api !== 'Fetch') continue;
    for (const { offset = 0 } of details.partitions ?? [])
      if (offset - written > most.ahead) most = { ahead: offset - written, proof: [event] };
  }
  return most;
}
