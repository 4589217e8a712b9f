import { type Api, errorCode } from '../protocol/apis.ts';
import type { Schema } from '../protocol/schema.ts';
import type { Codec, Message, Value } from '../protocol/types.ts';

/** Where a response names its parts otherwise than the request does. */
const ASKED_AS: Readonly<Record<string, string>> = {
  responses: 'topic_data',
  partition_responses: 'partition_data',
  results_by_topic_v3_and_below: 'v3_and_below_topics',
  results_by_transaction: 'transactions',
  topic_results: 'topics',
  results_by_partition: 'partitions',
  partitions: 'partition_indexes',
  coordinators: 'coordinator_keys',
};

/** What brokers write where there is nothing to say. */
const ABSENT = new Set([
  'base_offset',
  'log_append_time_ms',
  'log_start_offset',
  'generation_id',
  'producer_id',
  'producer_epoch',
  'ongoing_txn_producer_id',
  'ongoing_txn_producer_epoch',
  'node_id',
  'port',
  'controller_id',
  'member_epoch',
  'committed_offset',
  'committed_leader_epoch',
  'high_watermark',
  'last_stable_offset',
  'preferred_read_replica',
  'timestamp',
  'offset',
  'leader_epoch',
]);

/** The answer that a broker gives when everything in this request fails with that error (Kafka's name). */
export function refusal(api: Api, request: Message, error: string): Message {
  const code = errorCode(error);
  const build = (schema: Schema, asked: Message): Message => {
    const answer = schema.zero as Message;
    for (const [name, codec] of schema.fields) {
      if (/error_code$/.test(name)) answer[name] = code;
      else if (ABSENT.has(name)) answer[name] = typeof codec.zero === 'bigint' ? -1n : -1;
      else if (codec.element) answer[name] = parts(name, codec.element, asked);
      else if (name in asked && sameType(asked[name], codec.zero)) answer[name] = asked[name]!;
    }
    return answer;
  };
  /** One part for each part of the request, or none. */
  const parts = (name: string, element: Codec, asked: Message): Value[] => {
    const request = asked[name] ?? asked[ASKED_AS[name] ?? ''] ?? (name === 'responses' ? asked.topics : undefined);
    if (!Array.isArray(request) || !isSchema(element)) return [];
    return request.map((part) => build(element, asMessage(part)));
  };
  return build(api.response, request);
}

const isSchema = (codec: Codec): codec is Schema => 'fields' in codec;

/** Requests may list partitions by number, or groups by key, where answers hold an object for each; and they name the number in two ways. */
function asMessage(part: Value): Message {
  if (typeof part === 'number') return { partition_index: part };
  if (typeof part === 'string') return { key: part };
  if (typeof part !== 'object' || part === null || Array.isArray(part) || Buffer.isBuffer(part)) return {};
  return typeof part.partition === 'number' ? { ...part, partition_index: part.partition } : part;
}

const sameType = (asked: Value | undefined, zero: Value): boolean =>
  asked !== undefined && (typeof asked === typeof zero || (zero === null && typeof asked === 'string'));
