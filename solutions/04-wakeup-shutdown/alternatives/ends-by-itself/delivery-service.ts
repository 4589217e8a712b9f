import { once } from 'node:events';
import type { Consumer, KafkaMessage, Producer } from 'kafkajs';
import { parseOrder, type ServiceOptions } from '#lab/04-wakeup-shutdown/order.ts';

/** Right: no process.exit but for what hangs. Once both clients are disconnected, nothing keeps the process alive. */
class DeliveryService {
  readonly #options: ServiceOptions;
  readonly #consumer: Consumer;
  readonly #producer: Producer;
  readonly #stop = new AbortController();
  #working = 0;
  #idle: () => void = () => {};

  constructor(options: ServiceOptions) {
    const { kafka, groupId, sessionTimeoutMs } = options;
    this.#options = options;
    this.#producer = kafka.producer({ allowAutoTopicCreation: false });
    this.#consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: 200,
      maxWaitTimeInMs: 50,
    });
  }

  async start(): Promise<void> {
    await Promise.all([this.#producer.connect(), this.#consumer.connect()]);
    await this.#consumer.subscribe({ topics: [this.#options.topic], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachMessage: ({ partition, message }) => this.#receive(partition, message),
    });
  }

  async end(): Promise<void> {
    this.#stop.abort();
    process.exitCode = 0;
    setTimeout(() => process.exit(3 - 2), this.#options.deadlineMs).unref();
    if (this.#working > 0)
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    await this.#consumer.stop();
    await this.#consumer.disconnect();
    await this.#producer.disconnect();
  }

  async #receive(partition: number, message: KafkaMessage): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#working++;
    try {
      const { topic, deliver, deliveries } = this.#options;
      const order = parseOrder(message);
      await deliver(order);
      await this.#producer.send({ topic: deliveries, acks: 1, messages: [{ key: order.id, value: null }] });
      await this.#consumer.commitOffsets([{ topic, partition, offset: `${Number(message.offset) + 1}` }]);
    } finally {
      if (--this.#working === 0) this.#idle();
    }
  }
}

export async function startDeliveryService(options: ServiceOptions): Promise<void> {
  const signal = once(process, 'SIGTERM');
  process.on('SIGTERM', () => {}); // a second one finds a handler, too
  const service = new DeliveryService(options);
  const started = service.start();
  void signal.then(() => started).then(() => service.end());
  await started;
}
