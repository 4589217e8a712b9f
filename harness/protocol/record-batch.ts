import { gunzipSync } from 'node:zlib';
import { ByteReader, ByteWriter } from './bytes.ts';
import { crc32c } from './crc32c.ts';

/** One record as a partition's log holds it. */
export interface LogRecord {
  offset: bigint;
  timestampMs: bigint;
  key: Buffer | null;
  value: Buffer | null;
  /** In their order; a name may come more than once. */
  headers: { name: string; value: Buffer | null }[];
}

/** Where a batch says who wrote it; -1 where the producer is not idempotent. */
export interface RecordBatch {
  baseOffset: bigint;
  /** The offset of its last record, also where compaction took that record away. */
  lastOffset: bigint;
  producerId: bigint;
  producerEpoch: number;
  baseSequence: number;
  /** A transaction's commit or abort marker: it takes an offset and no consumer sees it. */
  isControl: boolean;
  isTransactional: boolean;
  records: LogRecord[];
}

const HEADER_BYTES = 61;
const NO_COMPRESSION = 0;
const GZIP = 1;
const TRANSACTIONAL = 0b1_0000;
/** The broker wrote down when it appended the batch, in place of what each record said. */
const APPEND_TIME = 0b1000;

/**
 * Decodes the batches (magic 2) of a Fetch answer or a Produce request. A broker may cut the last batch short; a batch
 * without all its bytes is left out. Throws on a compression that Node cannot undo (snappy, lz4, zstd).
 */
export function decodeRecordBatches(bytes: Buffer | null): RecordBatch[] {
  const batches: RecordBatch[] = [];
  let start = 0;
  while (bytes && start + HEADER_BYTES <= bytes.length) {
    const end = start + 12 + bytes.readInt32BE(start + 8);
    if (end > bytes.length) break;
    batches.push(decodeBatch(bytes.subarray(start, end)));
    start = end;
  }
  return batches;
}

function decodeBatch(batch: Buffer): RecordBatch {
  const attributes = batch.readInt16BE(21);
  const baseOffset = batch.readBigInt64BE(0);
  const baseTimestamp = batch.readBigInt64BE(27);
  const from = new ByteReader(decompress(attributes & 0b111, batch.subarray(HEADER_BYTES)));
  const maxTimestamp = batch.readBigInt64BE(35);
  const count = batch.readInt32BE(57);
  const records = Array.from({ length: count }, () => decodeRecord(from, baseOffset, baseTimestamp));
  return {
    baseOffset,
    lastOffset: baseOffset + BigInt(batch.readInt32BE(23)),
    producerId: batch.readBigInt64BE(43),
    producerEpoch: batch.readInt16BE(51),
    baseSequence: batch.readInt32BE(53),
    isTransactional: (attributes & TRANSACTIONAL) !== 0,
    isControl: (attributes & 0b10_0000) !== 0,
    records:
      (attributes & APPEND_TIME) === 0 ? records : records.map((record) => ({ ...record, timestampMs: maxTimestamp })),
  };
}

function decompress(codec: number, bytes: Buffer): Buffer {
  if (codec === NO_COMPRESSION) return bytes;
  if (codec === GZIP) return gunzipSync(bytes);
  throw new Error(`records compressed with codec ${codec} cannot be read here; use gzip or none`);
}

function decodeRecord(from: ByteReader, baseOffset: bigint, baseTimestamp: bigint): LogRecord {
  from.varint(); // length
  from.int8(); // attributes, unused
  const timestampMs = baseTimestamp + from.varlong();
  const offset = baseOffset + from.varlong();
  const key = decodeBytes(from);
  const value = decodeBytes(from);
  const headers: LogRecord['headers'] = [];
  for (let left = from.varint(); left > 0; left--)
    headers.push({ name: decodeBytes(from)!.toString(), value: decodeBytes(from) });
  return { offset, timestampMs, key, value, headers };
}

function decodeBytes(from: ByteReader): Buffer | null {
  const length = from.varint();
  return length < 0 ? null : from.take(length);
}

export interface NewRecord {
  key?: string | Buffer | null;
  value: string | Buffer | null;
  headers?: Record<string, string | Buffer>;
}

/** Who a transaction belongs to, as its coordinator named it. */
export interface Producer {
  id: bigint;
  epoch: number;
}

/** Encodes one uncompressed batch: the first one of that producer's transaction, or of a producer that has none. */
export function encodeRecordBatch(records: NewRecord[], timestampMs = Date.now(), producer?: Producer): Buffer {
  const body = new ByteWriter();
  records.forEach((record, index) => {
    const encoded = encodeRecord(record, index);
    writeVarint(body, encoded.length);
    body.bytes(encoded);
  });
  const payload = body.finish();
  const batch = Buffer.alloc(HEADER_BYTES + payload.length);
  payload.copy(batch, HEADER_BYTES);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12); // partition leader epoch: the broker sets it
  batch.writeInt8(2, 16); // magic
  batch.writeInt32BE(records.length - 1, 23);
  batch.writeBigInt64BE(BigInt(timestampMs), 27);
  batch.writeBigInt64BE(BigInt(timestampMs), 35);
  batch.writeInt16BE(producer ? TRANSACTIONAL : 0, 21);
  batch.writeBigInt64BE(producer?.id ?? -1n, 43);
  batch.writeInt16BE(producer?.epoch ?? -1, 51);
  batch.writeInt32BE(producer ? 0 : -1, 53); // the sequence of its first record
  batch.writeInt32BE(records.length, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

function encodeRecord(record: NewRecord, index: number): Buffer {
  const to = new ByteWriter();
  to.bytes(Buffer.from([0]));
  writeVarint(to, 0);
  writeVarint(to, index);
  writeBytes(to, record.key ?? null);
  writeBytes(to, record.value);
  const headers = Object.entries(record.headers ?? {});
  writeVarint(to, headers.length);
  for (const [name, value] of headers) {
    writeBytes(to, name);
    writeBytes(to, value);
  }
  return to.finish();
}

function writeBytes(to: ByteWriter, value: string | Buffer | null): void {
  if (value === null) return writeVarint(to, -1);
  const bytes = Buffer.from(value as string);
  writeVarint(to, bytes.length);
  to.bytes(bytes);
}

function writeVarint(to: ByteWriter, value: number): void {
  to.unsignedVarint(value < 0 ? -value * 2 - 1 : value * 2);
}
