// A class with a producer for each kind, promises instead of await, and an error of the shop's own around the broker's.
import { CompressionTypes, type Kafka, type Producer } from 'kafkajs';
import type { PageView, Payment, Ping, Topics } from '#lab/01-acks/messages.ts';

class NotStoredError extends Error {}

class ShopSender {
  readonly #topics: Topics;
  readonly #producers: Record<'payments' | 'pageViews' | 'pings', Producer>;

  constructor(kafka: Kafka, topics: Topics) {
    const producer = () => kafka.producer({ retry: { retries: 0 }, allowAutoTopicCreation: false });
    this.#topics = topics;
    this.#producers = { payments: producer(), pageViews: producer(), pings: producer() };
  }

  open() {
    return Promise.all(Object.values(this.#producers).map((producer) => producer.connect())).then(() => this);
  }

  sendPayment(payment: Payment): Promise<void> {
    return this.#send('payments', -1, payment.orderId, payment).catch((cause) => {
      throw new NotStoredError(`no receipt for ${payment.orderId}`, { cause });
    });
  }

  sendPageView(view: PageView): Promise<void> {
    return this.#send('pageViews', 1, view.id, view);
  }

  sendPing(ping: Ping): Promise<void> {
    return this.#send('pings', 0, ping.id, ping);
  }

  close(): Promise<unknown> {
    return Promise.all(Object.values(this.#producers).map((producer) => producer.disconnect()));
  }

  #send(kind: keyof Topics, acks: number, key: string, content: object): Promise<void> {
    const messages = [{ key, value: Buffer.from(JSON.stringify(content)) }];
    const compression = kind === 'pageViews' ? CompressionTypes.GZIP : CompressionTypes.None;
    return this.#producers[kind]
      .send({ topic: this.#topics[kind], acks, timeout: 800, compression, messages })
      .then(() => {});
  }
}

export const createSender = ({ kafka, topics }: { kafka: Kafka; topics: Topics }) =>
  new ShopSender(kafka, topics).open();
