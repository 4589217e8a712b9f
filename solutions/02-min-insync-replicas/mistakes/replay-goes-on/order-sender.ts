import { setTimeout as sleep } from 'node:timers/promises';
import { brokerErrorOf, mayPass } from '#lab/02-min-insync-replicas/kafka-error.ts';
import type { Order, OrderSender, OrderSenderOptions } from '#lab/02-min-insync-replicas/order.ts';
import { Outbox } from '#lab/02-min-insync-replicas/outbox.ts';

/** How long a broker may wait for its replicas before it answers “timed out”. */
const TIMEOUT_MS = 5_000;
/** Between two tries of one order. */
const PAUSE_MS = 200;

/** Opens the sender of orders. */
export async function createOrderSender({
  kafka,
  topic,
  outboxFile,
  tryForMs,
}: OrderSenderOptions): Promise<OrderSender> {
  const outbox = new Outbox(outboxFile);
  // No retries of kafkajs's own: it would send again without telling what became of the tries before.
  const producer = kafka.producer({ retry: { retries: 0 } });
  await producer.connect();

  /** One try. Resolves with the receipt, rejects otherwise. */
  async function sendOnce(order: Order): Promise<void> {
    await producer.send({
      topic,
      acks: -1, // all that are in sync: fewer than min.insync.replicas is refused only then
      timeout: TIMEOUT_MS,
      messages: [{ key: order.id, value: JSON.stringify(order) }],
    });
  }

  /** What a failed try says about its order. */
  function fateOf(error: unknown): 'refused' | 'unknown' | 'hopeless' {
    if (!mayPass(error)) return 'hopeless';
    return brokerErrorOf(error) === 'NOT_ENOUGH_REPLICAS' ? 'refused' : 'unknown';
  }

  /** Tries for `tryForMs`. Rejects when the order is hopeless. */
  async function tryToSend(order: Order, before: 'refused' | 'unknown' = 'refused') {
    const until = Date.now() + tryForMs;
    let fate = before;
    for (;;) {
      try {
        await sendOnce(order);
        return 'stored';
      } catch (error) {
        const says = fateOf(error);
        if (says === 'hopeless') throw error;
        if (says === 'unknown') fate = 'unknown'; // no later answer tells what became of this try
      }
      if (Date.now() + PAUSE_MS > until) return fate;
      await sleep(PAUSE_MS);
    }
  }

  return {
    async send(order) {
      const isFirst = (await outbox.all()).length === 0;
      const fate = isFirst ? await tryToSend(order) : 'refused'; // behind the others, and never sent
      if (fate === 'stored') return 'stored';
      await outbox.park(order, fate);
      return 'parked';
    },

    async replay() {
      for (const { order, fate: before } of await outbox.all()) {
        const fate = await tryToSend(order, before);
        if (fate !== 'stored') {
          await outbox.park(order, fate);
          continue;
        }
        await outbox.remove(order.id);
      }
      return (await outbox.all()).length;
    },

    async close() {
      await producer.disconnect();
    },
  };
}
