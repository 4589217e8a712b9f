import { createInterface, type Interface } from 'node:readline';

/** Asks for lines, on a terminal or from whatever is piped in. Once the input has ended, each answer is undefined. */
export class Asker implements Disposable {
  readonly #lines: Interface;
  readonly #read: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #hasEnded = false;

  constructor(input: NodeJS.ReadableStream = process.stdin) {
    this.#lines = createInterface({ input, terminal: false });
    this.#lines.on('line', (line) => {
      if (this.#waiting) this.#answer(line);
      else this.#read.push(line);
    });
    this.#lines.on('close', () => {
      this.#hasEnded = true;
      this.#answer(undefined);
    });
  }

  /** Prints the question on stderr, where it does not mix with what is redirected, and resolves with the next line. */
  async ask(question: string): Promise<string | undefined> {
    process.stderr.write(question);
    const ready = this.#read.shift();
    if (ready !== undefined || this.#hasEnded) return ready;
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  [Symbol.dispose](): void {
    this.#lines.close();
  }

  #answer(line: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(line);
  }
}
