import type { Kafka } from 'kafkajs';
import { todo } from '#kit/todo';
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
      todo(
        '1: send the payment (key: its orderId, value: JSON). Whose answers make it safe? Pass timeout: TIMEOUT_MS too.',
      );
    },

    async sendPageView(view) {
      todo('2: send the page view (key: its id). Whose answer is enough?');
    },

    async sendPing(ping) {
      todo('3: send the ping (key: its id). Whose answer is worth waiting for?');
    },

    async close() {
      await producer.disconnect();
    },
  };
}
