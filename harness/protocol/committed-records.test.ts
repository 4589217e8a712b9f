import { expect, test } from 'vitest';
import { committedRecords } from './committed-records.ts';
import type { RecordBatch } from './record-batch.ts';

function batch(offset: number, { producer = -1, key = null as Buffer | null, isControl = false } = {}): RecordBatch {
  const at = BigInt(offset);
  return {
    baseOffset: at,
    lastOffset: at,
    producerId: BigInt(producer),
    producerEpoch: 0,
    baseSequence: 0,
    isControl,
    isTransactional: producer >= 0,
    records: [{ offset: at, timestampMs: 0n, key, value: null, headers: [] }],
  };
}

/** A marker, as a coordinator writes it: version 0, and the type. */
const marker = (offset: number, producer: number, type: number) =>
  batch(offset, { producer, key: Buffer.from([0, 0, 0, type]), isControl: true });
const commit = (offset: number, producer: number) => marker(offset, producer, 1);
const abort = (offset: number, producer: number) => marker(offset, producer, 0);

const offsets = (...batches: RecordBatch[]) => committedRecords(batches).map((record) => Number(record.offset));

test('records without a transaction are seen, and those of one that is committed, in the order of the log', () => {
  expect(offsets(batch(0, { producer: 7 }), batch(1), commit(2, 7), batch(3))).toEqual([0, 1, 3]);
});

test('records of a transaction that is aborted or not over are not seen', () => {
  expect(offsets(batch(0, { producer: 7 }), abort(1, 7), batch(2, { producer: 7 }), commit(3, 7))).toEqual([2]);
  expect(offsets(batch(0, { producer: 7 }), batch(1))).toEqual([1]);
});

test('one transaction’s marker says nothing of another', () => {
  expect(offsets(batch(0, { producer: 7 }), batch(1, { producer: 8 }), abort(2, 8), commit(3, 7))).toEqual([0]);
});
