// A class that ends its loop by closing the stream, packs what it has in memory, and commits again what is refused in passing.
import { setTimeout as sleep } from 'node:timers/promises';
import { Consumer, type Message, type MessagesStream } from '@platformatic/kafka';
import { parseOrder } from '#lab/06-rebalance-tuning/order.ts';
import { refusalIn, type StaticPackerOptions } from '#lab/06-rebalance-tuning/static-order.ts';

class StaticPacker {
  readonly #options: StaticPackerOptions;
  readonly #consumer: Consumer;

  constructor(options: StaticPackerOptions) {
    this.#options = options;
    const session = options.replaceAfterMs - 500;
    this.#consumer = new Consumer({
      clientId: options.name,
      groupId: options.groupId,
      bootstrapBrokers: options.bootstrapBrokers,
      groupInstanceId: options.name,
      sessionTimeout: session,
      rebalanceTimeout: session * 2,
      heartbeatInterval: 500,
      maxWaitTime: 200,
      autocommit: false,
      retries: 0,
    });
    this.#consumer.on('consumer:heartbeat:error', () => process.exit(1));
  }

  async start(): Promise<void> {
    const { topic } = this.#options;
    const stream = await this.#consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest' });
    process.on('SIGTERM', () => void stream.close());
    this.#run(stream).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  }

  async #run(stream: MessagesStream<Buffer, Buffer, Buffer, Buffer>): Promise<void> {
    for await (const message of stream) {
      await this.#options.pack(parseOrder(message));
      await this.#commit(message);
    }
  }

  /** Until the group takes it, or says for good that it does not. */
  async #commit(message: Message): Promise<void> {
    for (;;) {
      try {
        return await message.commit();
      } catch (error) {
        const refusal = refusalIn(error);
        if (refusal !== 'REBALANCE_IN_PROGRESS' && refusal !== 'ILLEGAL_GENERATION') throw error;
        await sleep(100);
      }
    }
  }
}

export function startStaticPacker(options: StaticPackerOptions): Promise<void> {
  return new StaticPacker(options).start();
}
