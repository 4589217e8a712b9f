import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaJSError } from 'kafkajs';
import type { Order, OrderSender, OrderSenderOptions } from '#lab/02-min-insync-replicas/order.ts';
import { Outbox } from '#lab/02-min-insync-replicas/outbox.ts';

/**
 * Right: every order goes through the outbox, so that even a crash between the caller and the first try loses none. Each
 * is called unknown from the start, which is never wrong, only less than could be known.
 */
export async function createOrderSender(options: OrderSenderOptions): Promise<OrderSender> {
  const { kafka, topic, outboxFile, tryForMs } = options;
  const waiting = new Outbox(outboxFile);
  const producer = kafka.producer({ retry: { retries: 0 } });
  await producer.connect();

  const isHopeless = (error: unknown): boolean => {
    let root = error as KafkaJSError & { cause?: unknown };
    while (root.cause) root = root.cause as KafkaJSError;
    return root.retriable !== true;
  };

  /** Sends what waits until nothing does, or the time is over. Rejects with the error of `own` if that is hopeless. */
  async function drain(own?: Order): Promise<void> {
    const deadline = performance.now() + tryForMs;
    let next = (await waiting.all())[0];
    while (next) {
      const { order } = next;
      const message = { key: order.id, value: JSON.stringify(order) };
      const failure = await producer.send({ topic, acks: -1, timeout: 4_000, messages: [message] }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined || isHopeless(failure)) await waiting.remove(order.id);
      if (failure !== undefined && isHopeless(failure) && order.id === own?.id) throw failure;
      if (failure !== undefined && !isHopeless(failure)) {
        if (performance.now() > deadline) return;
        await sleep(150);
      }
      next = (await waiting.all())[0];
    }
  }

  return {
    async send(order) {
      JSON.stringify(order); // what cannot be written must not be parked
      await waiting.park(order, 'unknown');
      await drain(order);
      const isLeft = (await waiting.all()).some((each) => each.order.id === order.id);
      return isLeft ? 'parked' : 'stored';
    },
    async replay() {
      await drain();
      return (await waiting.all()).length;
    },
    close: () => producer.disconnect(),
  };
}
