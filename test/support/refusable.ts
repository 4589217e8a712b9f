import { type Api, allApis } from '../../harness/protocol/apis.ts';
import { decodeRequest, encodeRequest } from '../../harness/protocol/frame.ts';
import { encodeRecordBatch } from '../../harness/protocol/record-batch.ts';
import type { Message, Value } from '../../harness/protocol/types.ts';

/** A topic's id, where a version names topics by it. */
const topic_id = 'AAECAwQFBgcICQoLDA0ODw';
const orders = (parts: Record<string, Value>): Message[] => [{ name: 'orders', topic: 'orders', topic_id, ...parts }];
const partitions = (part: Message): Record<string, Value> => ({ partitions: [part] });

const member = { group_id: 'stock', generation_id: 3, generation_id_or_member_epoch: 3, member_id: 'm-1' };
const transaction = { transactional_id: 'till-1', producer_id: 5n, producer_epoch: 0 };
const committed = { partition_index: 1, committed_offset: 7n };

/** For each API that a lab may refuse: a request with the fields of all its versions, of one topic and partition. */
const requests: Record<string, Message> = {
  Produce: {
    acks: -1,
    topic_data: orders({ partition_data: [{ index: 1, records: encodeRecordBatch([{ value: 'a' }]) }] }),
  },
  Fetch: {
    max_wait_ms: 500,
    topics: orders(partitions({ partition: 1, fetch_offset: 7n })),
    forgotten_topics_data: [],
  },
  ListOffsets: { replica_id: -1, topics: orders(partitions({ partition_index: 1, timestamp: -1n })) },
  Metadata: { topics: orders({}) },
  OffsetCommit: { ...member, topics: orders(partitions(committed)) },
  OffsetFetch: {
    group_id: 'stock',
    topics: orders({ partition_indexes: [1] }),
    groups: [{ group_id: 'stock', topics: orders({ partition_indexes: [1] }) }],
  },
  FindCoordinator: { key: 'stock', key_type: 0, coordinator_keys: ['stock'] },
  JoinGroup: { ...member, protocol_type: 'consumer', protocols: [{ name: 'range', metadata: Buffer.alloc(4) }] },
  SyncGroup: { ...member, assignments: [{ member_id: 'm-1', assignment: Buffer.alloc(4) }] },
  Heartbeat: member,
  LeaveGroup: { ...member, members: [{ member_id: 'm-1', group_instance_id: null }] },
  InitProducerId: transaction,
  AddPartitionsToTxn: {
    v3_and_below_transactional_id: 'till-1',
    v3_and_below_topics: orders({ partitions: [1] }),
    transactions: [{ ...transaction, topics: orders({ partitions: [1] }) }],
  },
  AddOffsetsToTxn: { ...transaction, group_id: 'stock' },
  EndTxn: { ...transaction, committed: true },
  TxnOffsetCommit: { ...transaction, ...member, topics: orders(partitions(committed)) },
  ConsumerGroupHeartbeat: { ...member, member_epoch: 3, subscribed_topic_names: ['orders'] },
  CreateTopics: { topics: orders({ num_partitions: 3, replication_factor: 1 }), timeout_ms: 1_000 },
};

/** Every version of every API that a lab may refuse, with a request as it would be read off the wire. */
export function refusable(): { api: Api; request: Message }[] {
  return allApis()
    .filter(({ name }) => name in requests)
    .map((api) => ({ api, request: decodeRequest(encodeRequest(api, 1, 'shop', requests[api.name]!)).body! }));
}

export const refusableNames: readonly string[] = Object.keys(requests);
