import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';
import { decodeRecordBatches, encodeRecordBatch, type NewRecord } from './record-batch.ts';

const HEADER_BYTES = 61;
const records: NewRecord[] = [
  { key: 'order-1', value: '{"status":"paid"}', headers: { source: 'shop', trace: Buffer.from([0, 255]) } },
  { key: null, value: 'no key' },
  { key: '', value: '' },
  { key: '주문-4', value: '안녕 👋'.repeat(50), headers: { 상점: '서울' } },
  { key: 'order-5', value: null },
];

/** The same records, compressed as a producer does: all but the batch's header. */
function compressed(batch: Buffer, codec: number, compress: (bytes: Buffer) => Buffer): Buffer {
  const result = Buffer.concat([batch.subarray(0, HEADER_BYTES), compress(batch.subarray(HEADER_BYTES))]);
  result.writeInt32BE(result.length - 12, 8);
  result.writeInt16BE(codec, 21);
  result.writeUInt32BE(crc32c(result.subarray(21)), 17);
  return result;
}

describe('a batch', () => {
  test('comes back with every key, value and header', () => {
    const [batch] = decodeRecordBatches(encodeRecordBatch(records, 1_700_000_000_000));
    const found = batch!.records.map(({ key, value, headers }) => ({
      key: key?.toString() ?? null,
      value: value?.toString() ?? null,
      headers: Object.fromEntries(headers.map(({ name, value: bytes }) => [name, bytes!.toString('latin1')])),
    }));
    expect(found).toEqual(
      records.map(({ key, value, headers = {} }) => ({
        key,
        value,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, bytes]) => [name, Buffer.from(bytes as string).toString('latin1')]),
        ),
      })),
    );
    expect(batch!.records.map(({ offset }) => offset)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(batch!.records.every(({ timestampMs }) => timestampMs === 1_700_000_000_000n)).toBe(true);
  });

  test('whose topic has the broker’s time gives it to each record', () => {
    const bytes = encodeRecordBatch(records, 1_700_000_000_000);
    bytes.writeInt16BE(0b1000, 21);
    bytes.writeBigInt64BE(1_800_000_000_000n, 35);
    const [batch] = decodeRecordBatches(bytes);
    expect(batch!.records.every(({ timestampMs }) => timestampMs === 1_800_000_000_000n)).toBe(true);
  });

  test('of a transaction names its producer, and is no marker', () => {
    const [batch] = decodeRecordBatches(encodeRecordBatch(records, 1_700_000_000_000, { id: 4_711n, epoch: 3 }));
    expect(batch).toMatchObject({
      producerId: 4_711n,
      producerEpoch: 3,
      baseSequence: 0,
      isControl: false,
      isTransactional: true,
    });
    expect(batch!.records).toHaveLength(records.length);
  });

  test('of this harness has no producer id, is no marker and belongs to no transaction', () => {
    expect(decodeRecordBatches(encodeRecordBatch(records))[0]).toMatchObject({
      baseOffset: 0n,
      producerId: -1n,
      producerEpoch: -1,
      baseSequence: -1,
      isControl: false,
      isTransactional: false,
    });
  });

  test('carries the checksum of all that follows it', () => {
    const batch = encodeRecordBatch(records);
    expect(batch.readUInt32BE(17)).toBe(crc32c(batch.subarray(21)));
  });

  test('with a base offset of the broker gives its records that offset and the next ones', () => {
    const batch = encodeRecordBatch(records.slice(0, 2));
    batch.writeBigInt64BE(1_000_000_000_000n, 0);
    expect(decodeRecordBatches(batch)[0]!.records.map(({ offset }) => offset)).toEqual([
      1_000_000_000_000n,
      1_000_000_000_001n,
    ]);
  });

  test('that is marked as a transaction’s control batch says so', () => {
    const batch = encodeRecordBatch([{ value: 'commit' }]);
    batch.writeInt16BE(0b11_0000, 21);
    expect(decodeRecordBatches(batch)[0]).toMatchObject({ isControl: true, isTransactional: true });
  });

  test('compressed with gzip decodes to the same records', () => {
    const plain = encodeRecordBatch(records, 5);
    const [found] = decodeRecordBatches(compressed(plain, 1, gzipSync));
    expect(found!.records).toEqual(decodeRecordBatches(plain)[0]!.records);
  });

  test('compressed with what Node cannot undo throws', () => {
    const snappy = compressed(encodeRecordBatch(records), 2, (bytes) => bytes);
    expect(() => decodeRecordBatches(snappy)).toThrow('compressed with codec 2');
  });
});

describe('of several batches', () => {
  const first = encodeRecordBatch([{ value: 'a' }, { value: 'b' }]);
  const second = encodeRecordBatch([{ value: 'c' }]);

  test('each is found', () => {
    const found = decodeRecordBatches(Buffer.concat([first, second]));
    expect(found.map((batch) => batch.records.map(({ value }) => String(value)))).toEqual([['a', 'b'], ['c']]);
  });

  test('a last one that is cut anywhere is left out', () => {
    for (let end = 0; end < second.length; end++)
      expect(decodeRecordBatches(Buffer.concat([first, second.subarray(0, end)]))).toHaveLength(1);
  });

  test('none at all are no batches', () => {
    expect(decodeRecordBatches(null)).toEqual([]);
    expect(decodeRecordBatches(Buffer.alloc(0))).toEqual([]);
  });
});

test('crc32c of the digits 1 to 9 is the known value', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});
