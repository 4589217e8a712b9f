import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A benchmark's client: a process of its own, as a learner's program is, that plays the rounds that it is told. */
export class BenchClient<Round extends object, Times> {
  readonly #child: ChildProcess;

  /** `file` is beside this one. */
  constructor(file: string) {
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), {
      execArgv: ['--import', import.meta.resolve('tsx')],
    });
  }

  /** Resolves with what the round took. Rejects when the client ends instead. */
  async played(round: Round): Promise<Times> {
    const ended = new AbortController();
    const stop = () => ended.abort(new Error('the client ended'));
    this.#child.once('exit', stop);
    this.#child.send(round);
    const [times] = await once(this.#child, 'message', { signal: ended.signal });
    this.#child.off('exit', stop);
    return times as Times;
  }

  end(): void {
    this.#child.kill();
  }
}

/** The other side, in the client's file: plays each round that it is told. */
export function playRounds<Round, Times>(play: (round: Round) => Promise<Times>): void {
  process.on('message', async (round: Round) => process.send!(await play(round)));
  process.on('disconnect', () => process.exit());
}
