import { errorName } from '../protocol/apis.ts';
import { committedRecords } from '../protocol/committed-records.ts';
import {
  decodeRecordBatches,
  encodeRecordBatch,
  type LogRecord,
  type NewRecord,
  type RecordBatch,
} from '../protocol/record-batch.ts';
import type { BrokerConnection } from './connection.ts';

/** A broker's refusal of one partition, with Kafka's name of the error in `code`. */
export class BrokerRefusedError extends Error {
  override readonly name = 'BrokerRefusedError';
  readonly code: string;

  constructor(what: string, code: string) {
    super(`${what}: ${code}`);
    this.code = code;
  }
}

/** Throws BrokerRefusedError where an answer's error code says so; 0 is none. */
export function throwIfRefused(what: string, code: number): void {
  if (code !== 0) throw new BrokerRefusedError(what, errorName(code));
}

interface ListOffsetsAnswer {
  topics: { partitions: { error_code: number; offset: bigint }[] }[];
}

/** What a consumer sees of transactions: all of them, or those alone that were committed. */
export type Isolation = 'read_uncommitted' | 'read_committed';

const LEVELS = { read_uncommitted: 0, read_committed: 1 } as const;

/**
 * The offset that a consumer will read next at the end: the high watermark, or, read_committed, the last stable offset, where
 * the first open transaction begins. Only the leader answers.
 */
export function endOffset(
  leader: BrokerConnection,
  topic: string,
  partition: number,
  isolation: Isolation = 'read_uncommitted',
): Promise<bigint> {
  return listOffset(leader, topic, partition, { timestamp: LATEST, isolation });
}

/**
 * Whether this broker serves all of these partitions as their leader. A broker that tells of a new topic in its metadata may
 * still refuse its partitions for a moment (NOT_LEADER_OR_FOLLOWER).
 */
export async function serves(leader: BrokerConnection, topics: readonly AskedTopic[]): Promise<boolean> {
  const answer = await listOffsets(leader, topics, { timestamp: LATEST });
  return answer.topics.every(({ partitions }) => partitions.every(({ error_code }) => error_code === 0));
}

const LATEST = -1n;
const EARLIEST = -2n;

interface AskedTopic {
  name: string;
  partitions: readonly number[];
}

interface AskedOffset {
  timestamp: bigint;
  isolation?: Isolation;
}

function listOffsets(
  leader: BrokerConnection,
  topics: readonly AskedTopic[],
  { timestamp, isolation = 'read_uncommitted' }: AskedOffset,
): Promise<ListOffsetsAnswer> {
  const asked = (partition_index: number) => ({ partition_index, current_leader_epoch: -1, timestamp });
  return leader.request<ListOffsetsAnswer>('ListOffsets', 5, {
    replica_id: -1,
    isolation_level: LEVELS[isolation],
    topics: topics.map(({ name, partitions }) => ({ name, partitions: partitions.map(asked) })),
  });
}

async function listOffset(
  leader: BrokerConnection,
  topic: string,
  partition: number,
  asked: AskedOffset,
): Promise<bigint> {
  const answer = await listOffsets(leader, [{ name: topic, partitions: [partition] }], asked);
  const found = answer.topics[0]!.partitions[0]!;
  throwIfRefused(`offsets of ${topic}-${partition}`, found.error_code);
  return found.offset;
}

interface FetchAnswer {
  error_code: number;
  responses: {
    partitions: {
      error_code: number;
      high_watermark: bigint;
      last_stable_offset: bigint;
      records: Buffer | null;
    }[];
  }[];
}

/**
 * Which records of a log are read. `all`: whatever a transaction they are part of has become. `committed`: of transactions
 * those that were committed. `read_committed`: these up to the first transaction that is open, as a consumer gets them.
 */
export type View = 'all' | 'committed' | 'read_committed';

/** Reads a partition from its first record up to its high watermark, control markers left out. Only the leader answers. */
export async function readPartition(
  leader: BrokerConnection,
  topic: string,
  partition: number,
  view: View = 'all',
): Promise<LogRecord[]> {
  const all: RecordBatch[] = [];
  let next = 0n;
  for (;;) {
    const answer = await leader.request<FetchAnswer>('Fetch', 11, {
      replica_id: -1,
      max_wait_ms: 0,
      max_bytes: 50_000_000,
      session_epoch: -1,
      topics: [
        {
          topic,
          partitions: [
            {
              partition,
              current_leader_epoch: -1,
              fetch_offset: next,
              log_start_offset: -1n,
              partition_max_bytes: 10_000_000,
            },
          ],
        },
      ],
    });
    throwIfRefused(`fetch of ${topic}-${partition}`, answer.error_code);
    const found = answer.responses[0]!.partitions[0]!;
    if (errorName(found.error_code) === 'OFFSET_OUT_OF_RANGE' && next === 0n) {
      next = await listOffset(leader, topic, partition, { timestamp: EARLIEST }); // what came first was deleted
      continue;
    }
    throwIfRefused(`fetch of ${topic}-${partition}`, found.error_code);
    const batches = decodeRecordBatches(found.records);
    for (const batch of batches) {
      const from = next;
      all.push({ ...batch, records: batch.records.filter(({ offset }) => offset >= from) });
      next = batch.lastOffset + 1n;
    }
    if (next < found.high_watermark && batches.length > 0) continue;
    if (view === 'all') return all.flatMap(({ isControl, records }) => (isControl ? [] : records));
    const committed = committedRecords(all);
    return view === 'committed' ? committed : committed.filter(({ offset }) => offset < found.last_stable_offset);
  }
}

interface ProduceAnswer {
  responses: { partition_responses: { error_code: number; base_offset: bigint }[] }[];
}

/** Appends records with acks=all (or 1) and returns the offset of the first. Throws BrokerRefusedError with the broker's reason. */
export async function appendRecords(
  leader: BrokerConnection,
  topic: string,
  partition: number,
  records: NewRecord[],
  { acks = -1 as -1 | 1, timeoutMs = 5_000 } = {},
): Promise<bigint> {
  const answer = await leader.request<ProduceAnswer>(
    'Produce',
    7,
    {
      transactional_id: null,
      acks,
      timeout_ms: timeoutMs,
      topic_data: [{ name: topic, partition_data: [{ index: partition, records: encodeRecordBatch(records) }] }],
    },
    { timeoutMs: timeoutMs + 1_000 },
  );
  const found = answer.responses[0]!.partition_responses[0]!;
  throwIfRefused(`append to ${topic}-${partition}`, found.error_code);
  return found.base_offset;
}
