import ora, { type Ora } from 'ora';

/** A line that says what is going on, on a terminal only; elsewhere each new text is a line of its own on stderr. */
export class Spinner {
  readonly #silent: boolean;
  #ora: Ora | undefined;
  #last = '';

  constructor({ silent }: { silent: boolean }) {
    this.#silent = silent;
  }

  /** `passing`: worth a line that is replaced, not one that stays in a log. */
  say(text: string, { passing = false } = {}): void {
    if (this.#silent) return;
    if (process.stderr.isTTY) {
      this.#ora ??= ora({ indent: 1, discardStdin: false, hideCursor: false }).start();
      this.#ora.text = text;
    } else if (!passing && withoutCount(text) !== withoutCount(this.#last)) console.error(` ${text}`);
    this.#last = text;
  }

  /** Takes the line away, prints, and leaves it to the next `say` to come back. */
  print(text: string): void {
    this.clear();
    console.log(text);
  }

  clear(): void {
    if (!this.#ora) return;
    this.#ora.stop();
    process.stderr.write('\r'); // ora leaves the cursor behind its indent
    this.#ora = undefined;
  }
}

/** A log file needs no line for each of a hundred downloads. */
const withoutCount = (text: string): string => text.replace(/\d+/g, '');
