// A payment is important: try until it works. The producer is idempotent, so no harm is done.
import type { Kafka } from 'kafkajs';
import type { PageView, Payment, Ping, Topics } from '#lab/01-acks/messages.ts';

export interface SenderOptions {
  kafka: Kafka;
  topics: Topics;
}

export interface Sender {
  /** Resolves only once the payment is safe (a receipt); rejects otherwise, within seconds. Sends it once. */
  sendPayment(payment: Payment): Promise<void>;
  /** Resolves as soon as the leader has it. */
  sendPageView(view: PageView): Promise<void>;
  /** Resolves without waiting for any broker. */
  sendPing(ping: Ping): Promise<void>;
  close(): Promise<void>;
}

/** How long a broker may wait for its replicas before it answers “timed out”. The default is 30 s. */
const TIMEOUT_MS = 500;

/** Opens the shop's sender. */
export async function createSender({ kafka, topics }: SenderOptions): Promise<Sender> {
  const others = kafka.producer({ retry: { retries: 0 } });
  const producer = kafka.producer({ idempotent: true, retry: { retries: 1000, maxRetryTime: 500 } });
  await Promise.all([producer.connect(), others.connect()]);

  return {
    async sendPayment(payment) {
      await producer.send({
        topic: topics.payments,
        acks: -1, // all replicas that are in sync now
        timeout: TIMEOUT_MS,
        messages: [{ key: payment.orderId, value: JSON.stringify(payment) }],
      });
    },

    async sendPageView(view) {
      await others.send({
        topic: topics.pageViews,
        acks: 1,
        timeout: TIMEOUT_MS,
        messages: [{ key: view.id, value: JSON.stringify(view) }],
      });
    },

    async sendPing(ping) {
      await others.send({
        topic: topics.pings,
        acks: 0, // nobody
        messages: [{ key: ping.id, value: JSON.stringify(ping) }],
      });
    },

    async close() {
      await Promise.all([producer.disconnect(), others.disconnect()]);
    },
  };
}
