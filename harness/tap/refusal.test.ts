import { describe, expect, test } from 'vitest';
import { findApi } from '../protocol/apis.ts';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from '../protocol/frame.ts';
import type { Message } from '../protocol/types.ts';
import { refusal } from './refusal.ts';

/** As a client would read it. What Kafka's own client reads of all versions is in test/refusals.test.ts. */
function refused(name: string, version: number, request: Message, error = 'NOT_COORDINATOR'): Message {
  const api = findApi(name, version)!;
  const asked = decodeRequest(encodeRequest(api, 1, 'shop', request)).body!;
  return decodeResponse(api, encodeResponse(api, 1, refusal(api, asked, error))).body;
}

const partition = (error_code: number) => ({ partition_index: 2, error_code });

describe('a refusal has the error', () => {
  test('where there is one place for it', () => {
    expect(refused('Heartbeat', 4, { group_id: 'stock' })).toEqual({ throttle_time_ms: 0, error_code: 16 });
  });

  test('in every partition that was asked about, whatever the request calls it', () => {
    const topics = [{ name: 'orders', partitions: [{ partition_index: 2, committed_offset: 9n }] }];
    const answered = [{ name: 'orders', partitions: [partition(16)] }];
    expect(refused('OffsetCommit', 8, { topics }).topics).toEqual(answered);
    const produced = [{ name: 'orders', partition_data: [{ index: 2, records: null }] }];
    expect(refused('Produce', 7, { acks: -1, topic_data: produced }).responses).toEqual([
      {
        name: 'orders',
        partition_responses: [
          { index: 2, error_code: 16, base_offset: -1n, log_append_time_ms: -1n, log_start_offset: -1n },
        ],
      },
    ]);
    const fetched = [{ topic: 'orders', partitions: [{ partition: 2, fetch_offset: 9n }] }];
    expect(refused('Fetch', 11, { topics: fetched })).toMatchObject({
      error_code: 16,
      responses: [{ topic: 'orders', partitions: [{ ...partition(16), preferred_read_replica: -1, records: null }] }],
    });
    const listed = [{ name: 'orders', partitions: [{ partition_index: 2, timestamp: -2n }] }];
    expect(refused('ListOffsets', 5, { topics: listed }).topics).toMatchObject([
      { name: 'orders', partitions: [{ ...partition(16), timestamp: -1n, offset: -1n, leader_epoch: -1 }] },
    ]);
  });

  test('in every partition of which the request gives the number only', () => {
    const read = [{ name: 'orders', partition_indexes: [2] }];
    const unread = [{ name: 'orders', partitions: [{ ...partition(16), committed_offset: -1n }] }];
    expect(refused('OffsetFetch', 5, { group_id: 'stock', topics: read })).toMatchObject({
      error_code: 16,
      topics: unread,
    });
    expect(refused('OffsetFetch', 8, { groups: [{ group_id: 'stock', topics: read }] }).groups).toMatchObject([
      { group_id: 'stock', error_code: 16, topics: unread },
    ]);
    const added = [{ name: 'orders', partitions: [2] }];
    const results_by_partition = [{ partition_index: 2, partition_error_code: 16 }];
    expect(refused('AddPartitionsToTxn', 3, { v3_and_below_topics: added })).toMatchObject({
      results_by_topic_v3_and_below: [{ name: 'orders', results_by_partition }],
    });
    const transactions = [{ transactional_id: 'till-1', topics: added }];
    expect(refused('AddPartitionsToTxn', 4, { transactions }).results_by_transaction).toMatchObject([
      { transactional_id: 'till-1', topic_results: [{ name: 'orders', results_by_partition }] },
    ]);
  });

  test('for every group whose coordinator is looked for, and names no broker', () => {
    const none = { node_id: -1, host: '', port: -1, error_code: 15 };
    const error = 'COORDINATOR_NOT_AVAILABLE';
    expect(refused('FindCoordinator', 3, { key: 'stock' }, error)).toMatchObject(none);
    expect(refused('FindCoordinator', 4, { coordinator_keys: ['stock', 'mail'] }, error).coordinators).toMatchObject([
      { key: 'stock', ...none },
      { key: 'mail', ...none },
    ]);
  });
});

test('a refusal says -1 where a broker has nothing to say, and who asked', () => {
  expect(refused('JoinGroup', 5, { group_id: 'stock', member_id: 'm-1', protocols: [] })).toMatchObject({
    error_code: 16,
    generation_id: -1,
    member_id: 'm-1',
    members: [],
  });
  const none = { producer_id: -1n, producer_epoch: -1 };
  expect(refused('InitProducerId', 4, { transactional_id: 'till-1', producer_id: 5n })).toMatchObject(none);
});

test('an error that Kafka does not have is told', () => {
  expect(() => refused('Heartbeat', 4, {}, 'BAD_LUCK')).toThrow('Kafka has no error BAD_LUCK');
});
