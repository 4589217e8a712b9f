/** A cursor over the bytes of one frame. Reading past the end throws, so a short frame is never taken for a whole one. */
export class ByteReader {
  readonly #buffer: Buffer;
  #offset: number;

  constructor(buffer: Buffer, offset = 0) {
    this.#buffer = buffer;
    this.#offset = offset;
  }

  get remaining(): number {
    return this.#buffer.length - this.#offset;
  }

  take(length: number): Buffer {
    if (length < 0 || length > this.remaining)
      throw new RangeError(`wanted ${length} bytes, ${this.remaining} are left`);
    const start = this.#offset;
    this.#offset += length;
    return this.#buffer.subarray(start, this.#offset);
  }

  int8(): number {
    return this.take(1).readInt8();
  }

  int16(): number {
    return this.take(2).readInt16BE();
  }

  int32(): number {
    return this.take(4).readInt32BE();
  }

  int64(): bigint {
    return this.take(8).readBigInt64BE();
  }

  /** Kafka's unsigned varint (KIP-482): seven bits a byte, lowest first. */
  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.take(1)[0]!;
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
      if (shift >= 28) throw new RangeError('a varint of more than five bytes');
    }
  }

  /** A zigzag varlong, as record batches use for lengths and deltas. */
  varlong(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.take(1)[0]!;
      value |= BigInt(byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return (value >> 1n) ^ -(value & 1n);
      if (shift >= 63n) throw new RangeError('a varlong of more than ten bytes');
    }
  }

  varint(): number {
    return Number(this.varlong());
  }
}

/** A growing buffer for the bytes of one frame. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(256);
  #length = 0;

  /** Makes room for `length` bytes and returns where they start; the buffer to write into is `buffer`. */
  reserve(length: number): number {
    const start = this.#length;
    this.#length += length;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length));
      this.#buffer.copy(larger, 0, 0, start);
      this.#buffer = larger;
    }
    return start;
  }

  get buffer(): Buffer {
    return this.#buffer;
  }

  bytes(bytes: Buffer): void {
    const start = this.reserve(bytes.length);
    bytes.copy(this.#buffer, start);
  }

  unsignedVarint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#byte((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }

  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #byte(value: number): void {
    const start = this.reserve(1);
    this.#buffer[start] = value;
  }
}
