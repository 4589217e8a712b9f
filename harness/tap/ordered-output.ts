import type { Duplex } from 'node:stream';

/** A place in the order of an output that is not filled yet. */
export interface Slot {
  /** Fills the place: these bytes go out as soon as all before them have. */
  fill(bytes: Buffer): void;
}

/**
 * One direction of a connection. Bytes go out in the order in which they were given; while a place in the order is held,
 * whatever comes after it waits, as it does in TCP.
 */
export class OrderedOutput {
  readonly #to: Duplex;
  readonly #queue: { bytes: Buffer | undefined }[] = [];
  #isBlackHole = false;
  #afterAll: (() => void) | undefined;

  constructor(to: Duplex) {
    this.#to = to;
  }

  /** Something waits in it: a held place, and what came after that. */
  get isHeldUp(): boolean {
    return this.#queue.length > 0;
  }

  /** Returns false when the receiver is slow and the sender should be paused until `drain`. */
  write(bytes: Buffer): boolean {
    if (this.#isBlackHole) return true;
    if (this.#queue.length > 0) {
      this.#queue.push({ bytes });
      return true;
    }
    return this.#send(bytes);
  }

  /** Takes the next place in the order without filling it. */
  hold(): Slot {
    const place: { bytes: Buffer | undefined } = { bytes: undefined };
    if (!this.#isBlackHole) this.#queue.push(place);
    return {
      fill: (bytes) => {
        place.bytes ??= bytes;
        this.#flush();
      },
    };
  }

  /** From here on everything is swallowed; what waits behind a held place stays where it is. */
  swallow(): void {
    this.#isBlackHole = true;
  }

  /** Ends the other side once all that was given has gone out. What is held or swallowed keeps it open. */
  end(): void {
    this.#afterAll = () => this.#to.end();
    this.#flush();
  }

  #flush(): void {
    while (this.#queue[0]?.bytes) this.#send(this.#queue.shift()!.bytes!);
    if (this.#queue.length > 0 || this.#isBlackHole) return;
    this.#afterAll?.();
    this.#afterAll = undefined;
  }

  #send(bytes: Buffer): boolean {
    return this.#to.destroyed || this.#to.writableEnded ? true : this.#to.write(bytes);
  }
}
