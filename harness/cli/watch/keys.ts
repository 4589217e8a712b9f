import type { ReadStream } from 'node:tty';

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_Z = '\x1a';

/** Reads single keys of a terminal; where the input is none, there are no keys. */
export class Keys implements Disposable {
  readonly #input: ReadStream;
  readonly #onKey: (key: string) => void;
  readonly #onData = (data: Buffer) => this.#read(data);
  readonly #onContinue = () => this.resume();

  /** `onKey` gets a letter in lower case, `enter`, `interrupt` (Ctrl-C), or `end` (Ctrl-D). */
  constructor(onKey: (key: string) => void, input: ReadStream = process.stdin) {
    this.#input = input;
    this.#onKey = onKey;
    if (!this.isThere) return;
    input.on('data', this.#onData);
    process.on('SIGCONT', this.#onContinue); // a shell sets the terminal back while we are stopped
    this.resume();
  }

  get isThere(): boolean {
    return this.#input.isTTY === true;
  }

  /** Leaves the keyboard to another program, such as a pager. */
  pause(): void {
    if (!this.isThere) return;
    this.#input.setRawMode(false);
    this.#input.pause();
  }

  resume(): void {
    if (!this.isThere) return;
    this.#input.setRawMode(true);
    this.#input.resume();
  }

  [Symbol.dispose](): void {
    if (!this.isThere) return;
    this.#input.off('data', this.#onData);
    process.off('SIGCONT', this.#onContinue);
    this.pause();
  }

  #read(data: Buffer): void {
    const text = data.toString('utf8');
    if (text.startsWith('\x1b')) return; // arrows and such: several bytes that are one key
    for (const key of text) {
      if (key === CTRL_Z) this.#stop();
      else if (key === CTRL_C) this.#onKey('interrupt');
      else if (key === CTRL_D) this.#onKey('end');
      else if (key === '\r' || key === '\n') this.#onKey('enter');
      else this.#onKey(key.toLowerCase());
    }
  }

  /** Ctrl-Z: the terminal does not make a signal of it in raw mode. npm is in our process group, and must stop, too. */
  #stop(): void {
    this.#input.setRawMode(false);
    process.kill(0, 'SIGTSTP');
  }
}
