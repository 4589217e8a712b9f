import { type CheckContext, kafkaClient, type LearnerProcess, type TestTopic } from '#testing';
import type { Order, OrderSender } from './order.ts';
import { Outbox } from './outbox.ts';

/** Longer than a broker may wait for its replicas (5 s), so that its own answer comes first. */
const REQUEST_TIMEOUT_MS = 6_000;
const CALL_WITHIN_MS = 40_000;

export interface OpenSender {
  learner: LearnerProcess;
  sender: OrderSender;
  topic: TestTopic;
  outbox: Outbox;
  outboxFile: string;
}

interface Options {
  topic: TestTopic;
  tryForMs: number;
  /** The outbox of an earlier sender; a new one without it. */
  before?: OpenSender;
}

export const order = (id: string): Order => ({ id, customer: `customer-of-${id}`, priceCents: 4_900 });

/** Opens the sender in a process of its own. */
export async function open(context: CheckContext, { topic, tryForMs, before }: Options): Promise<OpenSender> {
  const learner = await context.startLearner();
  learner.callWithinMs = CALL_WITHIN_MS;
  const outboxFile = before?.outboxFile ?? context.filePath(`${topic.alias.replaceAll(/\W/g, '-')}.outbox`);
  const sender = await learner.call<OrderSender>('order-sender.ts', 'createOrderSender', {
    kafka: kafkaClient({ requestTimeoutMs: REQUEST_TIMEOUT_MS }),
    topic: topic.name,
    outboxFile,
    tryForMs,
  });
  return { learner, sender, topic, outbox: new Outbox(outboxFile), outboxFile };
}
