/** What stands before each packet's payload: its length in 3 bytes, little-endian, and its sequence number. */
export const HEADER_BYTES = 4;
/** A payload of this length is continued in the next packet, be that an empty one. */
export const MAX_PAYLOAD_BYTES = 0xffffff;

export interface Packet {
  /** As it came, its header included. */
  bytes: Buffer;
  payload: Buffer;
  /** 0 for the first packet of a command; what belongs to the same exchange counts on from there, modulo 256. */
  sequence: number;
  /** It carries on the payload of the packet before. */
  isRest: boolean;
}

/**
 * Cuts one direction of a connection into packets, however it is split into chunks (“MySQL Packets” in the MySQL source
 * documentation, “0 - Packet” in MariaDB's client/server protocol).
 */
export class PacketSplitter {
  #parts: Buffer[] = [];
  #length = 0;
  #goesOn = false;

  /** Yields each whole packet. */
  *push(chunk: Buffer): Generator<Packet> {
    this.#parts.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= HEADER_BYTES) {
      if (this.#parts[0]!.length < HEADER_BYTES) this.#join();
      const size = this.#parts[0]!.readUIntLE(0, 3) + HEADER_BYTES;
      if (this.#length < size) return;
      const whole = this.#join();
      this.#length -= size;
      this.#parts = this.#length > 0 ? [whole.subarray(size)] : [];
      yield this.#packet(whole.subarray(0, size));
    }
  }

  /** What came after the last whole packet; it is no longer part of the stream then. */
  takeRest(): Buffer {
    const rest = this.#join();
    this.#parts = [];
    this.#length = 0;
    return rest;
  }

  #packet(bytes: Buffer): Packet {
    const isRest = this.#goesOn;
    this.#goesOn = bytes.length - HEADER_BYTES === MAX_PAYLOAD_BYTES;
    return { bytes, payload: bytes.subarray(HEADER_BYTES), sequence: bytes[3]!, isRest };
  }

  #join(): Buffer {
    const whole = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    this.#parts = [whole];
    return whole;
  }
}

/** A packet with that payload, which must be shorter than MAX_PAYLOAD_BYTES. */
export function packetOf(sequence: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, payload]);
}
