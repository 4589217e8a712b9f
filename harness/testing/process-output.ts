import { createWriteStream, type WriteStream } from 'node:fs';
import type { Readable } from 'node:stream';

const KEPT_BYTES = 1_000_000;
const SHOWN_LINES = 12;

/**
 * Drains what a learner process prints. The first megabyte goes to a file; the rest is read, counted and dropped, so that
 * a program that prints without end neither blocks nor fills the disk.
 */
export class ProcessOutput {
  readonly path: string;
  readonly #file: WriteStream;
  #bytes = 0;
  #partial = '';
  readonly #lines: string[] = [];

  constructor(path: string) {
    this.path = path;
    this.#file = createWriteStream(path);
    this.#file.on('error', () => {}); // a full disk must not end the run: the lines below are kept in memory
  }

  drain(stream: Readable): void {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => this.#take(chunk, true));
    stream.on('error', () => {});
  }

  /** A line for the file only, such as a client library's log. */
  note(line: string): void {
    this.#take(`${line}\n`, false);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The last lines that the program printed. */
  get lastLines(): string[] {
    return [...this.#lines, this.#partial].filter((line) => line !== '').slice(-SHOWN_LINES);
  }

  close(): void {
    if (this.#bytes > KEPT_BYTES) this.#file.write(`\n… ${this.#bytes - KEPT_BYTES} more bytes were dropped\n`);
    this.#file.end();
  }

  #take(chunk: string, shown: boolean): void {
    const bytes = Buffer.from(chunk);
    const left = KEPT_BYTES - this.#bytes;
    if (left > 0) this.#file.write(bytes.subarray(0, left));
    this.#bytes += bytes.length;
    if (!shown) return;
    const lines = (this.#partial + chunk.slice(-4_000)).split('\n');
    this.#partial = lines.pop()!.slice(-500);
    this.#lines.push(...lines.map((line) => line.slice(0, 500)));
    if (this.#lines.length > SHOWN_LINES * 2) this.#lines.splice(0, this.#lines.length - SHOWN_LINES);
  }
}
