import { describe, expect, test } from 'vitest';
import { eventually } from '../../harness/broker/eventually.ts';
import { readPartition } from '../../harness/broker/log.ts';
import { ownBrokers } from '../support/brokers.ts';
import {
  kafka,
  openWire,
  type Producer,
  type ProducerConfig,
  quick,
  send,
  timedOut,
  type Wire,
} from '../support/shop.ts';
import { topicsOn } from '../support/topics.ts';

// What docs/producer-options.md says of copies, order and transactions, on a real broker behind a tap.
const brokers = ownBrokers('one', () => ({
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': '200', // 10000
}));
const { newTopic, stored } = topicsOn(brokers);

/** How many requests were under way at most. */
function mostAtOnce(wire: Wire): number {
  let now = 0;
  let most = 0;
  for (const { kind, api } of wire.seen) {
    if (api !== 'Produce') continue;
    now += kind === 'request' ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}

/** Three sends that are not awaited, of which the first to arrive, “placed”, is refused once: what the log holds. */
async function refusedFirst(config: ProducerConfig): Promise<string[]> {
  const topic = await newTopic();
  const wire = await openWire(brokers().all);
  const producer = await wire.producer({ ...config, retry: quick });
  const refused = wire.lane.add({ api: 'Produce' }, timedOut);
  await Promise.all(['placed', 'paid', 'packed'].map((value) => send(producer, topic, value)));
  await refused.hit;
  return stored(topic);
}

describe('idempotent', () => {
  /** One order, whose first answer never comes: what the log holds after the retry. */
  async function afterRetry(config: { idempotent?: boolean }): Promise<string[]> {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ ...config, retry: quick });
    const cut = wire.lane.add({ api: 'Produce', at: 'answer' }, { act: 'cut' });
    await send(producer, topic, 'placed');
    await cut.hit;
    expect(wire.requests('Produce')).toHaveLength(2);
    return stored(topic);
  }

  test('false is the default: a retry after a lost answer stores the record twice', async () => {
    expect(await afterRetry({})).toEqual(['placed', 'placed']);
  });

  test('true: the broker recognises the retry, and the record is there once', async () => {
    expect(await afterRetry({ idempotent: true })).toEqual(['placed']);
  });

  test('true: two sends of one order are still two records', async () => {
    const topic = await newTopic();
    const producer = await (await openWire(brokers().all)).producer({ idempotent: true });
    await send(producer, topic, 'placed');
    await send(producer, topic, 'placed');
    expect(await stored(topic)).toEqual(['placed', 'placed']);
  });

  test('true allows no acks but all, and no `retries: 0`', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ idempotent: true });
    await expect(producer.send({ topic, acks: 1, messages: [{ value: 'placed' }] })).rejects.toThrow(
      'Not requiring ack for all messages',
    );
    expect(() => kafka(wire.lane.addresses).producer({ idempotent: true, retry: { retries: 0 } })).toThrow(
      'must allow retries',
    );
  });

  test('true does not try for ever: five retries, as without it', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ idempotent: true, retry: quick });
    wire.lane.add({ api: 'Produce', every: true }, timedOut);
    await expect(send(producer, topic, 'placed')).rejects.toMatchObject({ retryCount: 5 });
    expect(wire.requests('Produce')).toHaveLength(6);
  });

  test('true keeps no order among sends that are not awaited: what is refused comes after the others', async () => {
    expect((await refusedFirst({ idempotent: true })).at(-1)).toBe('placed');
  });
});

describe('maxInFlightRequests', () => {
  const many = (producer: Producer, topic: string) =>
    Array.from({ length: 8 }, (_, index) => send(producer, topic, `order-${index}`));

  test('has no limit by default: requests wait for no answer', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer();
    const held = wire.lane.add({ api: 'Produce', at: 'answer' }, { act: 'hold' });
    const sends = many(producer, topic);
    await eventually('all are on their way', () => wire.requests('Produce').length === 8);
    held.release();
    await Promise.all(sends);
  });

  test('1: a request waits for the answer to the one before, on each connection', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ maxInFlightRequests: 1 });
    await Promise.all(many(producer, topic));
    expect(wire.requests('Produce')).toHaveLength(8);
    expect(mostAtOnce(wire)).toBe(1);
  });

  test('an idempotent producer has one at a time on its way to a broker, whatever it says', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ idempotent: true, maxInFlightRequests: 5 });
    await Promise.all(many(producer, topic));
    expect(mostAtOnce(wire)).toBe(1);
  });

  test('1 keeps no order in kafkajs: while a record waits for its retry, the others are sent', async () => {
    expect((await refusedFirst({ maxInFlightRequests: 1 })).at(-1)).toBe('placed');
  });

  test('of sends that are not awaited the last overtakes the one before it, without any fault', async () => {
    for (const config of [{}, { maxInFlightRequests: 1 }, { idempotent: true }]) {
      const topic = await newTopic();
      const producer = await (await openWire(brokers().all)).producer(config);
      await Promise.all([send(producer, topic, 'placed'), send(producer, topic, 'paid')]);
      expect(await stored(topic)).toEqual(['paid', 'placed']);
    }
  });

  test('the records of one send keep their order', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ retry: quick });
    wire.lane.add({ api: 'Produce' }, timedOut);
    const messages = ['placed', 'paid', 'packed'].map((value) => ({ key: 'order-1', value }));
    await producer.send({ topic, messages });
    expect(await stored(topic)).toEqual(['placed', 'paid', 'packed']);
  });

  test('a send that is awaited before the next keeps their order, also by a retry', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ retry: quick });
    wire.lane.add({ api: 'Produce' }, timedOut);
    await send(producer, topic, 'placed');
    await send(producer, topic, 'paid');
    expect(await stored(topic)).toEqual(['placed', 'paid']);
  });
});

describe('transactionalId', () => {
  test('without it there is no transaction', async () => {
    const producer = await (await openWire(brokers().all)).producer();
    await expect(producer.transaction()).rejects.toThrow('Must provide transactional id');
  });

  test('alone makes no send transactional: only those of `transaction()` are', async () => {
    const topic = await newTopic();
    const wire = await openWire(brokers().all);
    const producer = await wire.producer({ transactionalId: 'till-1' });
    await send(producer, topic, 'outside');
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: 'inside' }] });
    await transaction.abort();
    expect(wire.requests('Produce').map(({ transactionalId }) => transactionalId)).toEqual([undefined, 'till-1']);
    const committed = await readPartition(brokers().ask(), topic, 0, 'committed');
    expect(committed.map(({ value }) => String(value))).toEqual(['outside']);
  });

  test('who begins with it fences who had it before', async () => {
    const topic = await newTopic();
    const first = await (await openWire(brokers().all)).producer({ transactionalId: 'till-2', retry: quick });
    const second = await (await openWire(brokers().all)).producer({ transactionalId: 'till-2', retry: quick });
    const old = await first.transaction();
    await old.send({ topic, messages: [{ value: 'of the old one' }] });
    const young = await second.transaction();
    await expect(old.commit()).rejects.toMatchObject({ type: 'INVALID_PRODUCER_EPOCH' });
    await young.send({ topic, messages: [{ value: 'of the young one' }] });
    await young.commit();
    // The answer to a commit may come before its marker is in the partition.
    const committed = await eventually('the marker is there', async () => {
      const records = await readPartition(brokers().ask(), topic, 0, 'committed');
      return records.length > 0 && records;
    });
    expect(committed.map(({ value }) => String(value))).toEqual(['of the young one']);
  });
});

describe('transactionTimeout', () => {
  interface Described {
    transaction_states: { transaction_state: string; transaction_timeout_ms: number }[];
  }
  const described = async (id: string) =>
    (
      await brokers()
        .ask()
        .request<Described>('DescribeTransactions', 0, { transactional_ids: [id] })
    ).transaction_states[0]!;

  test('is one minute by default, as the broker knows it', async () => {
    const producer = await (await openWire(brokers().all)).producer({ transactionalId: 'till-3' });
    await (await producer.transaction()).abort();
    expect((await described('till-3')).transaction_timeout_ms).toBe(60_000);
  });

  test('the broker aborts what stays open for longer, and the commit is refused', async () => {
    const topic = await newTopic();
    const config = { transactionalId: 'till-4', transactionTimeout: 1_000, retry: quick };
    const producer = await (await openWire(brokers().all)).producer(config);
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: 'too late' }] });
    const aborted = async () => (await described('till-4')).transaction_state === 'CompleteAbort';
    await eventually('the broker aborts it', aborted, { withinMs: 30_000 });
    await expect(transaction.commit()).rejects.toThrow();
    expect(await readPartition(brokers().ask(), topic, 0, 'committed')).toEqual([]);
  });

  test('longer than the broker’s `transaction.max.timeout.ms`, 15 minutes, is refused', async () => {
    const config = { transactionalId: 'till-5', transactionTimeout: 900_001, retry: quick };
    const producer = await (await openWire(brokers().all)).producer(config);
    await expect(producer.transaction()).rejects.toMatchObject({ type: 'INVALID_TRANSACTION_TIMEOUT' });
  });
});
