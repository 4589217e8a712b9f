import { setTimeout as sleep } from 'node:timers/promises';
import { todo } from '#kit/todo';
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
      acks: todo('3: with which acks does min.insync.replicas count at all?'),
      timeout: TIMEOUT_MS,
      messages: [{ key: order.id, value: JSON.stringify(order) }],
    });
  }

  /** What a failed try says about its order. */
  function fateOf(error: unknown): 'refused' | 'unknown' | 'hopeless' {
    return todo('4: which errors say “certainly not stored”, which say “perhaps”, and which say “never”?');
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
        fate = todo('5: after several tries that failed differently, what is the order’s fate?');
      }
      if (Date.now() + PAUSE_MS > until) return fate;
      await sleep(PAUSE_MS);
    }
  }

  return {
    async send(order) {
      todo('6: try to send the order, park it if need be. Where does it go while others are parked?');
    },

    async replay() {
      for (const { order, fate: before } of await outbox.all()) {
        todo('7: try it again. What happens to it, and to those behind it, when it is stored, and when it is not?');
      }
      return (await outbox.all()).length;
    },

    async close() {
      await producer.disconnect();
    },
  };
}
