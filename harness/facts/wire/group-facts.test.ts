import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../protocol/bytes.ts';
import type { ApiName } from '../../protocol/names.ts';
import { type Message, primitive } from '../../protocol/types.ts';
import { TopicNames } from './topic-names.ts';
import { answerFacts, requestFacts } from './vocabulary.ts';

const asked = (api: ApiName, message: Message) => requestFacts(api, message, new TopicNames());
const answered = (api: ApiName, message: Message) => answerFacts(api, message, new TopicNames());
const who = { group_id: 'stock', member_id: 'm-1', generation_id: 5 };

/** As the classic consumer protocol writes it: version, topics with partitions, the client's own bytes. */
function assignment(topics: Record<string, number[]>): Buffer {
  const to = new ByteWriter();
  const [int16, int32, text] = ['INT16', 'INT32', 'STRING'].map(primitive);
  int16!.write(to, 0);
  int32!.write(to, Object.keys(topics).length);
  for (const [topic, partitions] of Object.entries(topics)) {
    text!.write(to, topic);
    int32!.write(to, partitions.length);
    for (const partition of partitions) int32!.write(to, partition);
  }
  int32!.write(to, -1);
  return to.finish();
}

describe('a member of a group', () => {
  test('that joins has no id at first, which its answer tells with the generation', () => {
    expect(asked('JoinGroup', { group_id: 'stock', member_id: '', protocol_type: 'consumer' })).toEqual({
      group: 'stock',
    });
    const members = [{ member_id: 'm-1' }, { member_id: 'm-2' }];
    const answer = { error_code: 0, generation_id: 5, leader: 'm-1', member_id: 'm-1', members };
    expect(answered('JoinGroup', answer)).toEqual({ member: 'm-1', generation: 5 });
  });

  test('that is told of a rebalance hears the error by its name', () => {
    expect(asked('Heartbeat', who)).toEqual({ group: 'stock', member: 'm-1', generation: 5 });
    expect(answered('Heartbeat', { error_code: 27 })).toEqual({ errors: ['REBALANCE_IN_PROGRESS'] });
    expect(answered('Heartbeat', { error_code: 9999 })).toEqual({ errors: ['UNKNOWN_ERROR_CODE_9999'] });
  });

  test('that leaves is told in both forms of the request', () => {
    expect(asked('LeaveGroup', { group_id: 'stock', member_id: 'm-1' })).toEqual({ group: 'stock', member: 'm-1' });
    const leaving = [{ member_id: 'm-1', group_instance_id: null }];
    expect(asked('LeaveGroup', { group_id: 'stock', members: leaving })).toEqual({ group: 'stock', member: 'm-1' });
    const two = [...leaving, { member_id: 'm-2', group_instance_id: null }];
    expect(asked('LeaveGroup', { group_id: 'stock', members: two })).toEqual({ group: 'stock' });
  });

  test('of the new protocol has its epoch as the generation', () => {
    const heartbeat = { group_id: 'stock', member_id: 'm-1', member_epoch: 5 };
    expect(asked('ConsumerGroupHeartbeat', heartbeat)).toEqual({ group: 'stock', member: 'm-1', generation: 5 });
  });
});

describe('a static member', () => {
  const instance = 'packer-1';

  test('is told by the id that it keeps', () => {
    const joins = { group_id: 'stock', member_id: '', group_instance_id: instance };
    expect(asked('JoinGroup', joins)).toEqual({ group: 'stock', instance });
    expect(asked('Heartbeat', { ...who, group_instance_id: instance })).toMatchObject({ member: 'm-1', instance });
    const heartbeat = { group_id: 'stock', member_id: 'm-1', member_epoch: 0, instance_id: instance };
    expect(asked('ConsumerGroupHeartbeat', heartbeat)).toMatchObject({ generation: 0, instance });
  });

  test('that is taken out of its group by its id is told so', () => {
    const members = [{ member_id: '', group_instance_id: instance }];
    expect(asked('LeaveGroup', { group_id: 'stock', members })).toEqual({ group: 'stock', instance });
  });
});

describe('of an assignment by the new protocol', () => {
  const heartbeat = (assignment: Message | null) =>
    answered('ConsumerGroupHeartbeat', { error_code: 0, member_id: 'm-1', member_epoch: 6, assignment });

  test('the partitions are told by the topic’s name, once Metadata told it', () => {
    const names = new TopicNames();
    names.learn({ topics: [{ topic_id: 'id-1', name: 'orders' }] });
    const assignment = { topic_partitions: [{ topic_id: 'id-1', partitions: [0, 2] }] };
    const answer = { error_code: 0, member_id: 'm-1', member_epoch: 6, assignment };
    expect(answerFacts('ConsumerGroupHeartbeat', answer, names)).toEqual({
      member: 'm-1',
      generation: 6,
      partitions: [
        { topic: 'orders', partition: 0 },
        { topic: 'orders', partition: 2 },
      ],
    });
  });

  test('none and “as it was” are two things', () => {
    expect(heartbeat({ topic_partitions: [] })).toEqual({ member: 'm-1', generation: 6, partitions: [] });
    expect(heartbeat(null)).toEqual({ member: 'm-1', generation: 6 });
  });
});

describe('of an assignment', () => {
  const sync = (bytes: Buffer | null) => answered('SyncGroup', { error_code: 0, assignment: bytes });

  test('the partitions are told', () => {
    expect(asked('SyncGroup', { ...who, assignments: [] })).toEqual({ group: 'stock', member: 'm-1', generation: 5 });
    expect(sync(assignment({ orders: [0, 2], payments: [1] }))).toEqual({
      partitions: [
        { topic: 'orders', partition: 0 },
        { topic: 'orders', partition: 2 },
        { topic: 'payments', partition: 1 },
      ],
    });
  });

  test('that is empty, none are told', () => {
    expect([sync(Buffer.alloc(0)), sync(null), sync(assignment({}))]).toEqual(Array(3).fill({ partitions: [] }));
  });

  test('in a client’s own form, none are told', () => {
    expect(sync(Buffer.from('my own assignment'))).toEqual({ partitions: [] });
    expect(sync(Buffer.from('00007fffffff', 'hex'))).toEqual({ partitions: [] });
  });
});

test('the end of a transaction tells whether it is committed', () => {
  const transaction = { transactional_id: 'till-1', producer_id: 4n, producer_epoch: 0 };
  expect(asked('EndTxn', { ...transaction, committed: true })).toEqual({ transactionalId: 'till-1', committed: true });
  expect(asked('EndTxn', { ...transaction, committed: false })).toMatchObject({ committed: false });
  expect(asked('InitProducerId', { transactional_id: null })).toEqual({});
});

test('errors are found wherever they stand in an answer', () => {
  const results = [{ name: 'orders', results_by_partition: [{ partition_index: 0, partition_error_code: 49 }] }];
  expect(answered('AddPartitionsToTxn', { results_by_topic_v3_and_below: results })).toEqual({
    errors: ['INVALID_PRODUCER_ID_MAPPING'],
  });
  expect(answered('FindCoordinator', { coordinators: [{ key: 'stock', error_code: 15 }] })).toEqual({
    errors: ['COORDINATOR_NOT_AVAILABLE'],
  });
});
