import type { LogRecord, RecordBatch } from './record-batch.ts';

/** The type of a control record, behind the version in its key: 0 aborts, 1 commits. */
const COMMIT = 1;

/**
 * What a consumer with isolation level read_committed sees of a partition's batches: all but the records of transactions
 * that were aborted, or are not over. Unlike a consumer it does not stop at the first one that is not over.
 */
export function committedRecords(batches: readonly RecordBatch[]): LogRecord[] {
  const open = new Map<bigint, LogRecord[]>();
  const seen: LogRecord[] = [];
  for (const { producerId, isControl, isTransactional, records } of batches) {
    if (isControl) {
      if (records[0]?.key?.readInt16BE(2) === COMMIT) seen.push(...(open.get(producerId) ?? []));
      open.delete(producerId);
    } else if (isTransactional) open.set(producerId, [...(open.get(producerId) ?? []), ...records]);
    else seen.push(...records);
  }
  return seen.sort((one, other) => Number(one.offset - other.offset));
}
