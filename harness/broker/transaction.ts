import { encodeRecordBatch, type NewRecord, type Producer } from '../protocol/record-batch.ts';
import type { BrokerConnection } from './connection.ts';
import { throwIfRefused } from './log.ts';

/** Longer than any check. */
const TIMEOUT_MS = 60_000;

/** A transaction of the harness in one partition. */
export interface OneTransaction {
  transactionalId: string;
  topic: string;
  partition: number;
  records: NewRecord[];
  /** Whether it is committed or aborted. */
  committed: boolean;
}

/** Appends records within a transaction of their own, and ends it. Its marker follows by itself a moment later. */
export async function appendInTransaction(
  coordinator: BrokerConnection,
  leader: BrokerConnection,
  { transactionalId, topic, partition, records, committed }: OneTransaction,
): Promise<void> {
  const producer = await initProducer(coordinator, transactionalId);
  const who = { producer_id: producer.id, producer_epoch: producer.epoch };
  const added = await coordinator.request<AddPartitionsAnswer>('AddPartitionsToTxn', 0, {
    v3_and_below_transactional_id: transactionalId,
    v3_and_below_producer_id: producer.id,
    v3_and_below_producer_epoch: producer.epoch,
    v3_and_below_topics: [{ name: topic, partitions: [partition] }],
  });
  const partitionAdded = added.results_by_topic_v3_and_below[0]!.results_by_partition[0]!;
  throwIfRefused(`add ${topic}-${partition} to ${transactionalId}`, partitionAdded.partition_error_code);
  const produced = await leader.request<ProduceAnswer>('Produce', 7, {
    transactional_id: transactionalId,
    acks: -1,
    timeout_ms: 5_000,
    topic_data: [
      {
        name: topic,
        partition_data: [{ index: partition, records: encodeRecordBatch(records, Date.now(), producer) }],
      },
    ],
  });
  throwIfRefused(`append to ${topic}-${partition}`, produced.responses[0]!.partition_responses[0]!.error_code);
  const end = { transactional_id: transactionalId, ...who, committed };
  throwIfRefused(`end of ${transactionalId}`, (await coordinator.request<Answer>('EndTxn', 0, end)).error_code);
}

interface Answer {
  error_code: number;
}

interface AddPartitionsAnswer {
  results_by_topic_v3_and_below: { results_by_partition: { partition_error_code: number }[] }[];
}

interface ProduceAnswer {
  responses: { partition_responses: { error_code: number }[] }[];
}

async function initProducer(coordinator: BrokerConnection, transactionalId: string): Promise<Producer> {
  const body = { transactional_id: transactionalId, transaction_timeout_ms: TIMEOUT_MS };
  const answer = await coordinator.request<Answer & { producer_id: bigint; producer_epoch: number }>(
    'InitProducerId',
    0,
    body,
  );
  throwIfRefused(`producer of ${transactionalId}`, answer.error_code);
  return { id: answer.producer_id, epoch: answer.producer_epoch };
}
