import { describe, expect, test } from 'vitest';
import { recordsIn } from '../facts/wire/reading.ts';
import { TopicNames } from '../facts/wire/topic-names.ts';
import { answerFacts, requestFacts } from '../facts/wire/vocabulary.ts';
import { allApis } from '../protocol/apis.ts';
import type { ApiName } from '../protocol/names.ts';
import { RandomMessages, schemaTexts } from '../protocol/random-message.ts';
import { encodeRecordBatch } from '../protocol/record-batch.ts';
import type { Message } from '../protocol/types.ts';
import { SeededRandom } from '../seeded-random.ts';
import { refusal } from './refusal.ts';

const names = new TopicNames();
const asked = (api: ApiName, message: Message) => requestFacts(api, message, names);
const answered = (api: ApiName, message: Message) => answerFacts(api, message, names);
const batch = (count: number): Buffer => encodeRecordBatch(Array.from({ length: count }, () => ({ value: 'a' })));

describe('records are counted', () => {
  test('over all batches', () => {
    expect(recordsIn(Buffer.concat([batch(3), batch(1), batch(20)]))).toBe(24);
  });

  test('where there are none', () => {
    expect([recordsIn(null), recordsIn(Buffer.alloc(0))]).toEqual([0, 0]);
  });

  test('without a batch whose end is missing', () => {
    const last = batch(7);
    for (let end = 0; end < last.length; end++)
      expect(recordsIn(Buffer.concat([batch(3), last.subarray(0, end)]))).toBe(3);
  });

  test('in bytes that are no batches, without end or error', () => {
    expect(recordsIn(Buffer.alloc(500))).toBe(0);
    expect(recordsIn(Buffer.alloc(500, 0xff))).toBe(0);
  });
});

describe('of a Produce', () => {
  test('the request tells acks, the transaction and how many records go to each partition', () => {
    const partition_data = [
      { index: 0, records: batch(2) },
      { index: 4, records: null },
    ];
    const request = { transactional_id: 'till-1', acks: -1, topic_data: [{ name: 'orders', partition_data }] };
    expect(asked('Produce', request)).toEqual({
      transactionalId: 'till-1',
      acks: -1,
      partitions: [
        { topic: 'orders', partition: 0, records: 2 },
        { topic: 'orders', partition: 4, records: 0 },
      ],
    });
  });

  test('the answer tells the first offset, and errors by name, each once', () => {
    const partition_responses = [
      { index: 0, error_code: 0, base_offset: 41n },
      { index: 1, error_code: 19, base_offset: -1n },
      { index: 2, error_code: 19, base_offset: -1n },
    ];
    expect(answered('Produce', { responses: [{ name: 'orders', partition_responses }], throttle_time_ms: 0 })).toEqual({
      errors: ['NOT_ENOUGH_REPLICAS'],
      partitions: [
        { topic: 'orders', partition: 0, offset: 41 },
        { topic: 'orders', partition: 1, offset: -1, error: 'NOT_ENOUGH_REPLICAS' },
        { topic: 'orders', partition: 2, offset: -1, error: 'NOT_ENOUGH_REPLICAS' },
      ],
    });
  });
});

test('a topic that is named by id only has its name once Metadata has told it', () => {
  const topics = [{ topic_id: 'AAAAAAAAAAAAAAAAAAAAAQ', partitions: [{ partition: 1, fetch_offset: 12n }] }];
  const facts = (topic: string) => ({ partitions: [{ topic, partition: 1, offset: 12 }] });
  expect(asked('Fetch', { topics })).toEqual(facts('id AAAAAAAAAAAAAAAAAAAAAQ'));
  answered('Metadata', { topics: [{ topic_id: 'AAAAAAAAAAAAAAAAAAAAAQ', name: 'orders', error_code: 0 }] });
  expect(asked('Fetch', { topics })).toEqual(facts('orders'));
  const partitions = [{ partition_index: 1, error_code: 0, records: batch(2) }];
  expect(answered('Fetch', { error_code: 0, responses: [{ topic_id: topics[0]!.topic_id, partitions }] })).toEqual({
    partitions: [{ topic: 'orders', partition: 1, records: 2 }],
  });
});

describe('of a commit', () => {
  const topics = [{ name: 'orders', partitions: [{ partition_index: 3, committed_offset: 9n }] }];
  const partitions = [{ topic: 'orders', partition: 3, offset: 9 }];

  test('the request tells the group, who commits, and the offsets', () => {
    const facts = { group: 'stock', member: 'm-1', generation: 5, partitions };
    const who = { group_id: 'stock', member_id: 'm-1' };
    expect(asked('OffsetCommit', { ...who, generation_id: 5, topics })).toEqual(facts);
    expect(asked('OffsetCommit', { ...who, generation_id_or_member_epoch: 5, topics })).toEqual(facts);
    const inTransaction = { ...who, transactional_id: 'till-1', generation_id: 5, topics };
    expect(asked('TxnOffsetCommit', inTransaction)).toEqual({ ...facts, transactionalId: 'till-1' });
  });

  test('the answer tells the error of each partition', () => {
    const parts = [{ partition_index: 3, error_code: 22 }];
    expect(answered('OffsetCommit', { topics: [{ name: 'orders', partitions: parts }] })).toEqual({
      errors: ['ILLEGAL_GENERATION'],
      partitions: [{ topic: 'orders', partition: 3, error: 'ILLEGAL_GENERATION' }],
    });
  });

  test('what is read of it tells the offsets, in both forms of the answer', () => {
    const read = [{ name: 'orders', partitions: [{ partition_index: 3, committed_offset: 9n, error_code: 0 }] }];
    expect(answered('OffsetFetch', { topics: read, error_code: 0 })).toEqual({ partitions });
    expect(answered('OffsetFetch', { groups: [{ group_id: 'stock', topics: read, error_code: 0 }] })).toEqual({
      partitions,
    });
  });
});

describe('of any API', () => {
  const random = new SeededRandom();
  const messages = new RandomMessages(random);
  const texts = schemaTexts();
  const versions = allApis().map((api, index) => [`${api.name} v${api.version}`, api, texts[index]!] as const);

  test.each(versions)('%s: facts, and refusals, are found in any message without an error', (_, api, text) => {
    for (let round = 0; round < 3; round++) {
      const request = messages.of(text.request);
      const response = messages.of(text.response);
      const seed = `KAFKA_LABS_SEED=${random.seed}`;
      expect(() => answerFacts(api.name, response, new TopicNames()), seed).not.toThrow();
      expect(() => requestFacts(api.name, request, new TopicNames()), seed).not.toThrow();
      expect(() => refusal(api, request, 'UNKNOWN_SERVER_ERROR'), seed).not.toThrow();
    }
  });
});
