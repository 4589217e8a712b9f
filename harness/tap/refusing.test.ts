import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../broker/eventually.ts';
import { encodeResponse, type RequestFrame } from '../protocol/frame.ts';
import type { ErrorName } from '../protocol/names.ts';
import { encodeRecordBatch } from '../protocol/record-batch.ts';
import { FakeBroker, silent } from './fake-broker.ts';
import { openLane, told } from './fake-client.ts';

const topics = [{ name: 'orders', partitions: [{ partition_index: 2, committed_offset: 7n }] }];
const commit = { group_id: 'stock', generation_id: 3, member_id: 'm-1', topics };

describe('a refusal', () => {
  test('is answered by the tap with this error, and the broker never sees the request', async () => {
    const broker = await FakeBroker.start();
    const { lane, events, client } = await openLane(broker);
    const rule = lane.add({ api: 'OffsetCommit' }, { act: 'refuse', error: 'REBALANCE_IN_PROGRESS' });
    const shop = await client();
    const answer = await shop.ask('OffsetCommit', 8, commit, 'a');
    expect(answer.topics).toEqual([{ name: 'orders', partitions: [{ partition_index: 2, error_code: 27 }] }]);
    await shop.ask('OffsetCommit', 8, commit, 'b');
    expect(broker.seen).toEqual(['b']);
    expect(told(events)).toEqual([
      'request OffsetCommit #1',
      'answer OffsetCommit #1 injected',
      'request OffsetCommit #2',
      'answer OffsetCommit #2',
    ]);
    const partition = { topic: 'orders', partition: 2, offset: 7, error: 'REBALANCE_IN_PROGRESS' };
    const injected = { injected: true, group: 'stock', errors: ['REBALANCE_IN_PROGRESS'], partitions: [partition] };
    expect(events[1]).toMatchObject(injected);
    expect(await rule.hit).toEqual(events[1]);
    expect(rule.hits).toBe(1);
  });

  test('waits for the answers that are owed before it, and several come in their order', async () => {
    const owed: (() => void)[] = [];
    const later = ({ api, correlationId }: RequestFrame, answer: (bytes: Buffer) => void) =>
      owed.push(() => answer(encodeResponse(api!, correlationId, {})));
    const broker = await FakeBroker.start((request, socket) => later(request, (bytes) => socket.write(bytes)));
    const { lane, events, client } = await openLane(broker);
    lane.add({ api: 'OffsetCommit', every: true }, { act: 'refuse', error: 'NOT_COORDINATOR' });
    const shop = await client();
    const ids = ['Heartbeat', 'OffsetCommit', 'OffsetCommit', 'Heartbeat', 'OffsetCommit'].map((api) =>
      shop.send(api, api === 'Heartbeat' ? 0 : 8),
    );
    await eventually('both Heartbeats are at the broker', () => owed.length === 2);
    expect(shop.answered).toEqual([]);
    owed[0]!();
    await shop.answer(ids[2]!);
    expect(shop.answered).toEqual(ids.slice(0, 3));
    owed[1]!();
    await shop.answer(ids[4]!);
    expect(shop.answered).toEqual(ids);
    expect(told(events).slice(5)).toEqual([
      'answer Heartbeat #1',
      'answer OffsetCommit #2 injected',
      'answer OffsetCommit #3 injected',
      'answer Heartbeat #4',
      'answer OffsetCommit #5 injected',
    ]);
  });

  test('waits for no answer of another connection', async () => {
    const { lane, client } = await openLane(await FakeBroker.start(silent));
    lane.add({ api: 'OffsetCommit' }, { act: 'refuse', error: 'NOT_COORDINATOR' });
    const [waiting, shop] = [await client(), await client()];
    waiting.send('Heartbeat', 0);
    await shop.ask('OffsetCommit', 8, commit);
  });

  test('comes after an answer that is held', async () => {
    const { lane, client } = await openLane(await FakeBroker.start());
    const held = lane.add({ api: 'Heartbeat', at: 'answer' }, { act: 'hold' });
    const refused = lane.add({ api: 'OffsetCommit' }, { act: 'refuse', error: 'NOT_COORDINATOR' });
    const shop = await client();
    const ids = [shop.send('Heartbeat', 0), shop.send('OffsetCommit', 8, commit)];
    await Promise.all([held.hit, refused.hit]);
    expect(shop.answered).toEqual([]);
    held.release();
    await shop.answer(ids[1]!);
    expect(shop.answered).toEqual(ids);
  });

  test('of a Produce with acks 0 is applied, though nobody is answered', async () => {
    const broker = await FakeBroker.start();
    const { lane, client } = await openLane(broker);
    const rule = lane.add({ api: 'Produce' }, { act: 'refuse', error: 'NOT_ENOUGH_REPLICAS' });
    const shop = await client();
    const partition_data = [{ index: 0, records: encodeRecordBatch([{ value: 'a' }]) }];
    shop.send('Produce', 7, { acks: 0, topic_data: [{ name: 'orders', partition_data }] }, 'a');
    expect(await rule.hit).toMatchObject({ kind: 'request', api: 'Produce', clientId: 'a' });
    await shop.ask('Heartbeat', 0, {}, 'b');
    expect([broker.seen, shop.answered, rule.hits]).toEqual([['b'], [2], 1]);
  });

  test('with an error that Kafka does not have is told where the rule is made', async () => {
    const { lane } = await openLane(await FakeBroker.start());
    const error = 'BAD_LUCK' as ErrorName;
    expect(() => lane.add({ api: 'Heartbeat' }, { act: 'refuse', error })).toThrow('Kafka has no error BAD_LUCK');
  });
});

test('a rule whose condition throws is a bug of the check: it is thrown where it can be seen', async () => {
  const broker = await FakeBroker.start();
  const { lane, client } = await openLane(broker);
  const where = () => {
    throw new Error('a broken condition');
  };
  lane.add({ api: 'Heartbeat', where }, { act: 'hold' });
  const thrown = new Promise<Error>((resolve) => {
    const vitests = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').once('uncaughtException', resolve);
    onTestFinished(() => void vitests.forEach((listener) => process.on('uncaughtException', listener)));
  });
  const shop = await client();
  shop.send('Heartbeat', 0);
  expect((await thrown).message).toBe('a broken condition');
});
