/**
 * Reads the fields of a payload one after the other (“Protocol Data Types” in both servers' protocol documentation).
 * Throws RangeError where the payload ends too early.
 */
export class PayloadReader {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** A little-endian integer of 1 to 6 bytes. */
  integer(bytes: 1 | 2 | 3 | 4 | 6): number {
    const value = this.#bytes.readUIntLE(this.at, bytes);
    this.at += bytes;
    return value;
  }

  /** A length-encoded integer: 1, 3, 4 or 9 bytes. What is beyond 2^53 is not exact: nobody has so many rows. */
  encoded(): number {
    const first = this.integer(1);
    if (first < 0xfb) return first;
    if (first === 0xfc) return this.integer(2);
    if (first === 0xfd) return this.integer(3);
    if (first !== 0xfe) throw new RangeError(`0x${first.toString(16)} begins no length-encoded integer`);
    const value = this.#bytes.readBigUInt64LE(this.at);
    this.at += 8;
    return Number(value);
  }

  skip(bytes: number): void {
    this.at += bytes;
    if (this.at > this.#bytes.length) throw new RangeError(`the payload ends at ${this.#bytes.length}`);
  }

  /** The text up to the end, or of the first `maxBytes` of it. */
  text(maxBytes = Number.POSITIVE_INFINITY): string {
    return this.#bytes.toString('utf8', this.at, Math.min(this.at + maxBytes, this.#bytes.length));
  }
}
