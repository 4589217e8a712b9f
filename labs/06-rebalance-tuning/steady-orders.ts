import {
  type CheckContext,
  duplicated,
  effectsOf,
  type HistoryEvent,
  mustHappen,
  pause,
  seconds,
  type TestGround,
} from '#testing';
import { fail } from './judging.ts';
import { ordersIn } from './orders.ts';
import { WITHIN_MS } from './static-packing.ts';

const EVERY_MS = 100;

/** Orders that keep coming: one in each partition, again and again. */
export interface SteadyOrders {
  records: TestGround['records'];
  stop(): Promise<void>;
}

export function steadyOrders({ testTopic, topic }: TestGround, partitions: number): SteadyOrders {
  const records: TestGround['records'][number][] = [];
  let isOver = false;
  const append = async (partition: number) => {
    const [[order] = []] = ordersIn([records.length + 1]);
    const record = { subject: order!.subject, topic, partition, offset: -1 };
    records.push(record);
    record.offset = Number(await testTopic.append([order!], { partition }));
  };
  const flow = (async () => {
    while (!isOver) {
      await Promise.all(Array.from({ length: partitions }, (_, partition) => append(partition)));
      await pause(EVERY_MS);
    }
  })();
  flow.catch(() => {}); // whoever stops it hears of it
  return {
    records,
    stop: () => {
      isOver = true;
      return flow;
    },
  };
}

/** The longest time in which nobody began with an order of that partition, between two moments. */
export function silenceMs(
  { events }: { events: readonly HistoryEvent[] },
  { records }: SteadyOrders,
  partition: number,
  [fromMs, toMs]: [number, number],
): number {
  const own = new Set(records.filter((record) => record.partition === partition).map(({ subject }) => subject));
  const begun = effectsOf({ events })
    .filter(
      ({ details, atMs }) => details.phase === 'asked' && own.has(details.subject) && atMs > fromMs && atMs < toMs,
    )
    .map(({ atMs }) => atMs);
  const moments = [fromMs, ...begun, toMs];
  return Math.max(...moments.slice(1).map((atMs, index) => atMs - moments[index]!));
}

/** Waits until every order is packed and committed; fails where one is not. */
export async function allPacked(
  { cluster, history }: CheckContext,
  { group, testTopic }: TestGround,
  { records }: Pick<SteadyOrders, 'records'>,
): Promise<void> {
  const isCommitted = async () => {
    const offsets = await cluster.committed(group, testTopic);
    return records.every(({ partition, offset }) => (offsets[partition]!.offset ?? -1) > offset);
  };
  await mustHappen('every order is committed', isCommitted, {
    withinMs: WITHIN_MS,
    otherwise: () => {
      const seen = history.record('broker 1', `not every order is committed ${seconds(WITHIN_MS)} later`);
      fail('orders-left-over', [seen]);
    },
  });
}

/** An order that was packed twice: the two times. */
export function packedTwice(
  { events }: { events: readonly HistoryEvent[] },
  { records }: Pick<SteadyOrders, 'records'>,
): HistoryEvent[] | undefined {
  return duplicated({ records, events })[0]?.proof;
}
