/** For tests: the same values for the same seed (mulberry32). A failure must tell it; KAFKA_LABS_SEED brings it back. */
export class SeededRandom {
  readonly seed: number;
  #state: number;

  constructor(seed = Number(process.env.KAFKA_LABS_SEED ?? Math.floor(Math.random() * 1e9))) {
    this.seed = seed;
    this.#state = seed;
  }

  /** From 0 up to and without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from 0 up to and without `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  chance(of: number): boolean {
    return this.next() < of;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** Cuts bytes at random places, mostly into many pieces, now and then into few. */
  cut(bytes: Buffer): Buffer[] {
    const largest = this.pick([3, 40, bytes.length]);
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = at + 1 + this.below(largest);
      pieces.push(bytes.subarray(at, end));
      at = end;
    }
    return pieces;
  }
}
