// sendBatch for everything: acks are said per call there, too.
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
  const send = async (topic: string, acks: number, key: string, content: object) => {
    const topicMessages = [{ topic, messages: [{ key, value: JSON.stringify(content) }] }];
    await producer.sendBatch({ acks, timeout: TIMEOUT_MS, topicMessages });
  };

  return {
    async sendPayment(payment) {
      await send(topics.payments, -1, payment.orderId, payment);
    },

    async sendPageView(view) {
      await send(topics.pageViews, 1, view.id, view);
    },

    async sendPing(ping) {
      await send(topics.pings, 0, ping.id, ping);
    },

    async close() {
      await producer.disconnect();
    },
  };
}
