import type { Mistakes } from '#define';
import type lab from '#lab/01-acks/lab.ts';

export default {
  'ping-never-sent': {
    believed: 'Nobody misses a ping, so the program need not send it.',
    diagnosis: 'never-sent',
    edits: {
      [`await producer.send({
        topic: topics.pings,
        acks: 0, // nobody
        messages: [{ key: ping.id, value: JSON.stringify(ping) }],
      });`]: "console.debug('ping', ping.id);",
    },
  },
  'acks-0-for-payments': {
    believed: 'When `await` resolves, the payment is stored.',
    diagnosis: 'payment-not-acknowledged',
    edits: { 'acks: -1, // all replicas that are in sync now': 'acks: 0,' },
  },
  'receipt-before-send': {
    believed: 'Payments that are collected and sent together need fewer requests.',
    diagnosis: 'payment-not-acknowledged',
    edits: {
      'await producer.connect();': `await producer.connect();
  const waiting: { key: string; value: string }[] = [];
  const flush = async () => {
    const messages = waiting.splice(0);
    await producer.send({ topic: topics.payments, acks: -1, timeout: TIMEOUT_MS, messages }).catch(console.error);
  };`,
      [`await producer.send({
        topic: topics.payments,
        acks: -1, // all replicas that are in sync now
        timeout: TIMEOUT_MS,
        messages: [{ key: payment.orderId, value: JSON.stringify(payment) }],
      });`]: `waiting.push({ key: payment.orderId, value: JSON.stringify(payment) });
      if (waiting.length === 1) setTimeout(flush, 50);`,
    },
  },
  'rejection-swallowed': {
    believed: 'A program that logs an error has handled it.',
    diagnosis: 'rejection-swallowed',
    edits: {
      [`await producer.send({
        topic: topics.payments,
        acks: -1, // all replicas that are in sync now
        timeout: TIMEOUT_MS,
        messages: [{ key: payment.orderId, value: JSON.stringify(payment) }],
      });`]: `try {
        await producer.send({
          topic: topics.payments,
          acks: -1, // all replicas that are in sync now
          timeout: TIMEOUT_MS,
          messages: [{ key: payment.orderId, value: JSON.stringify(payment) }],
        });
      } catch (error) {
        console.error('payment failed', (error as Error).name);
      }`,
    },
  },
  'acks-1-for-payments': {
    believed: 'The leader has the payment, and all consumers read from the leader.',
    diagnosis: 'payment-leader-only',
    edits: { 'acks: -1, // all replicas that are in sync now': 'acks: 1,' },
  },
  'tries-for-ever': {
    believed: 'An idempotent producer may try a payment until it works, because its retries do no harm.',
    diagnosis: 'payment-waits-too-long',
    edits: {
      [`// No retries: one that follows a timeout appends the record again. Lab 10 makes retries safe.
  const producer = kafka.producer({ retry: { retries: 0 } });
  await producer.connect();`]: `const others = kafka.producer({ retry: { retries: 0 } });
  const producer = kafka.producer({ idempotent: true, retry: { retries: 1000, maxRetryTime: 500 } });
  await Promise.all([producer.connect(), others.connect()]);`,
      [`await producer.send({
        topic: topics.pageViews,`]: `await others.send({
        topic: topics.pageViews,`,
      'acks: 1, // the leader': 'acks: 1,',
      [`await producer.send({
        topic: topics.pings,`]: `await others.send({
        topic: topics.pings,`,
      'await producer.disconnect();': 'await Promise.all([producer.disconnect(), others.disconnect()]);',
    },
  },
  'resent-after-timeout': {
    believed: 'A payment whose send timed out was not stored, so the program sends it again.',
    diagnosis: 'resent-after-timeout',
    edits: {
      [`await producer.send({
        topic: topics.payments,
        acks: -1, // all replicas that are in sync now
        timeout: TIMEOUT_MS,
        messages: [{ key: payment.orderId, value: JSON.stringify(payment) }],
      });`]: `const message = { key: payment.orderId, value: JSON.stringify(payment) };
      const send = () => producer.send({ topic: topics.payments, acks: -1, timeout: TIMEOUT_MS, messages: [message] });
      await send().catch(send);`,
    },
  },
  'acks-on-producer': {
    believed: 'Acks are a setting of the producer, as in Java.',
    diagnosis: 'acks-not-on-send',
    edits: {
      [`const producer = kafka.producer({ retry: { retries: 0 } });
  await producer.connect();`]: `const withAcks = (acks: number) => kafka.producer({ retry: { retries: 0 }, acks } as object);
  const producer = withAcks(-1);
  const viewProducer = withAcks(1);
  const pingProducer = withAcks(0);
  await Promise.all([producer.connect(), viewProducer.connect(), pingProducer.connect()]);`,
      'acks: -1, // all replicas that are in sync now': '',
      [`await producer.send({
        topic: topics.pageViews,
        acks: 1, // the leader`]: `await viewProducer.send({
        topic: topics.pageViews,`,
      [`await producer.send({
        topic: topics.pings,
        acks: 0, // nobody`]: `await pingProducer.send({
        topic: topics.pings,`,
      'await producer.disconnect()':
        'await Promise.all([producer.disconnect(), viewProducer.disconnect(), pingProducer.disconnect()])',
    },
  },
  'acks-0-for-page-views': {
    believed: 'Nobody misses a page view, so the program does not wait for it at all.',
    diagnosis: 'page-view-not-acknowledged',
    edits: { 'acks: 1, // the leader': 'acks: 0,' },
  },
  'all-for-page-views': {
    believed: 'All replicas should acknowledge each record that somebody counts.',
    diagnosis: 'page-view-waits-for-all',
    edits: { 'acks: 1, // the leader': 'acks: -1,' },
  },
  'ping-not-awaited': {
    believed: 'The caller must not wait for a ping, so the program does not await the send.',
    diagnosis: 'ping-answer-unheard',
    edits: {
      [`await producer.send({
        topic: topics.pings,
        acks: 0, // nobody`]: `void producer.send({
        topic: topics.pings,`,
    },
  },
  'all-for-pings': {
    believed: 'A ping that may be lost proves nothing.',
    diagnosis: 'ping-waits',
    edits: {
      'acks: 0, // nobody': `acks: -1,
        timeout: TIMEOUT_MS,`,
    },
  },
  'acks-1-for-pings': {
    believed: 'A ping needs an answer, or it is no ping.',
    diagnosis: 'ping-waits',
    edits: {
      'acks: 0, // nobody': `acks: 1,
        timeout: TIMEOUT_MS,`,
    },
  },
} satisfies Mistakes<typeof lab>;
