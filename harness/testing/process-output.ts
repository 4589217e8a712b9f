import { createWriteStream, type WriteStream } from 'node:fs';
import type { Readable } from 'node:stream';

const KEPT_BYTES = 1_000_000;
const SHOWN_LINES = 12;

/** What Node prints of an error besides its message and the program's own lines: its own frames, brackets, its version. */
const NODES_OWN = [/^\s*at .*(node:|node_modules|\/harness\/)/, /^Node\.js v\d/, /^[\s}\])]*$/, /\[cause\]: undefined/];

const saysSomething = (line: string): boolean => !NODES_OWN.some((pattern) => pattern.test(line));

/**
 * Drains what a learner process prints. The first megabyte goes to a file; the rest is read, counted and dropped, so that
 * a program that prints without end neither blocks nor fills the disk.
 */
export class ProcessOutput {
  readonly path: string;
  /** Resolves when it was closed and the file holds what it is to hold, or could not be written. */
  readonly saved: Promise<void>;
  readonly #file: WriteStream;
  #written = 0;
  #bytes = 0;
  readonly #unfinished = new Map<Readable, string>();
  readonly #lines: string[] = [];

  constructor(path: string) {
    this.path = path;
    this.#file = createWriteStream(path);
    this.saved = new Promise((resolve) => this.#file.once('close', () => resolve()));
    this.#file.on('error', () => {}); // a full disk must not end the run: the lines below are kept in memory
  }

  drain(stream: Readable): void {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => this.#take(chunk, stream));
    stream.on('error', () => {});
  }

  /** A line for the file only, such as a client library's log. */
  note(line: string): void {
    this.#keep(`${line}\n`);
  }

  /** How much the program printed. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The last lines that the program printed, without what Node adds to an error. */
  get lastLines(): string[] {
    return [...this.#lines, ...this.#unfinished.values()].filter(saysSomething).slice(-SHOWN_LINES);
  }

  /** Nothing more will come. */
  close(): void {
    if (this.#written > KEPT_BYTES) this.#file.write(`\n… ${this.#written - KEPT_BYTES} more bytes were dropped\n`);
    this.#file.end();
  }

  #keep(chunk: string): number {
    const bytes = Buffer.from(chunk);
    const left = KEPT_BYTES - this.#written;
    if (left > 0) this.#file.write(bytes.subarray(0, left));
    this.#written += bytes.length;
    return bytes.length;
  }

  #take(chunk: string, stream: Readable): void {
    this.#bytes += this.#keep(chunk);
    const lines = ((this.#unfinished.get(stream) ?? '') + chunk.slice(-4_000)).split('\n');
    this.#unfinished.set(stream, lines.pop()!.slice(-500));
    this.#lines.push(...lines.map((line) => line.slice(0, 500)));
    if (this.#lines.length > SHOWN_LINES * 2) this.#lines.splice(0, this.#lines.length - SHOWN_LINES);
  }
}
