import { createWriteStream, type WriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { HistoryEvent } from './events.ts';

/** The first line of a history file. */
export interface HistoryHeader {
  format: 'kafka-labs history';
  version: 1;
  lab: string;
  check: string;
  startedAt: string;
}

/** A writer that is killed loses the lines of this last moment. */
const WRITTEN_WITHIN_MS = 20;

/** Writes events as JSON Lines, appending only: what is written is never changed. */
export class HistoryWriter {
  readonly path: string;
  readonly #file: WriteStream;
  #error: Error | undefined;
  #unwritten: string[] = [];

  constructor(path: string, { lab, check }: Pick<HistoryHeader, 'lab' | 'check'>) {
    this.path = path;
    this.#file = createWriteStream(path, { flags: 'ax' });
    // A full disk must not end a run: its verdict does not need the file. What reads it says that it is missing.
    this.#file.on('error', (error) => {
      this.#error ??= error;
    });
    const header: HistoryHeader = {
      format: 'kafka-labs history',
      version: 1,
      lab,
      check,
      startedAt: new Date().toISOString(),
    };
    this.#write(header);
  }

  append(event: HistoryEvent): void {
    this.#write(event);
  }

  /** Resolves when everything is in the file, or with the error that kept it from being written. */
  close(): Promise<Error | undefined> {
    return new Promise((resolve) => {
      const done = () => resolve(this.#error);
      if (this.#file.destroyed) return done();
      this.#file.once('close', done);
      this.#flush();
      this.#file.end();
    });
  }

  /** Lines that come close together are written together: a busy tap has thousands a second. */
  #write(line: object): void {
    if (this.#error) return;
    if (this.#unwritten.push(`${JSON.stringify(line)}\n`) === 1) setTimeout(() => this.#flush(), WRITTEN_WITHIN_MS);
  }

  #flush(): void {
    if (this.#unwritten.length > 0 && !this.#file.writableEnded) this.#file.write(this.#unwritten.join(''));
    this.#unwritten = [];
  }
}

/** A history file that is not what it should be, other than by a last line that was cut off. */
export class HistoryCorruptError extends Error {
  override readonly name = 'HistoryCorruptError';
}

export interface StoredHistory {
  header: HistoryHeader;
  events: HistoryEvent[];
  /** The writer died in the middle of the last line; all lines before it are here. */
  isCutOff: boolean;
}

/**
 * Reads a history file. A last line without its newline was cut off when the writer died: it is left out and said so.
 * Throws HistoryCorruptError, with the line's number, on anything else that is not a line of a history.
 */
export async function readHistory(path: string): Promise<StoredHistory> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const isCutOff = lines.pop() !== '';
  const [header, ...events] = lines.map((line, index) => parse(line, `${path}:${index + 1}`));
  if (header === undefined && isCutOff) throw new HistoryCorruptError(`${path}: its first line was cut off`);
  const { format, version } = (header ?? {}) as Partial<HistoryHeader>;
  if (format !== 'kafka-labs history' || version !== 1)
    throw new HistoryCorruptError(`${path}:1: not the header of a history, version 1`);
  let last = 0;
  for (const [index, event] of (events as Partial<HistoryEvent>[]).entries()) {
    const where = `${path}:${index + 2}`;
    if (typeof event.n !== 'number' || typeof event.atMs !== 'number' || typeof event.details?.kind !== 'string')
      throw new HistoryCorruptError(`${where}: not an event`);
    if (event.n !== last + 1) throw new HistoryCorruptError(`${where}: event ${event.n} stands after event ${last}`);
    last = event.n;
  }
  return { header: header as HistoryHeader, events: events as HistoryEvent[], isCutOff };
}

function parse(line: string, where: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // told below
  }
  throw new HistoryCorruptError(`${where}: not a line of JSON: ${line.slice(0, 60)}`);
}
