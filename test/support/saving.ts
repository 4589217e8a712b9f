import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../harness/broker/eventually.ts';
import { courseRoot } from '../../harness/paths.ts';
import type { Verdict } from '../../harness/run/verdict.ts';
import type { SeededRandom } from '../../harness/seeded-random.ts';
import type { Home } from './home.ts';
import { mistakeText } from './mistake-text.ts';
import type { Ended, Started } from './program.ts';

const SOLUTIONS = join(courseRoot, 'solutions/00-first-record');

/** What is saved: programs of lab 00, and the diagnosis that each of them gets. */
async function programs(): Promise<{ text: string; diagnosis: string }[]> {
  const right = ['orders.ts', 'alternatives/lazy-class/orders.ts'].map((path) => ({
    text: readFileSync(join(SOLUTIONS, path), 'utf8'),
    diagnosis: 'passed',
  }));
  const wrong = ['no-key', 'sent-twice', 'value-to-string'].map((name) => mistakeText('00', name));
  return [...right, ...(await Promise.all(wrong))];
}

type Save = (path: string, text: string) => void;

/** The ways in which editors write. */
const saves: Record<string, Save> = {
  'at once': (path, text) => writeFileSync(path, text),
  'emptied first': (path, text) => {
    writeFileSync(path, '');
    writeFileSync(path, text);
  },
  'by renaming': (path, text) => {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  },
  'after renaming the old one': (path, text) => {
    if (existsSync(path)) renameSync(path, `${path}~`);
    writeFileSync(path, text);
  },
};

/** Lab 00 as it is watched in a home of its own. */
export class WatchedLab {
  readonly #home: Home;
  readonly #random: SeededRandom;
  readonly #file: string;
  readonly #started: Started;
  readonly #programs: readonly { text: string; diagnosis: string }[];
  #saved = 0;

  private constructor(home: Home, random: SeededRandom, saved: readonly { text: string; diagnosis: string }[]) {
    this.#home = home;
    this.#programs = saved;
    this.#random = random;
    this.#file = home.path('work', '00-first-record', 'orders.ts');
    this.#started = home.start(['00', '--watch']);
  }

  /** Resolves once its first run, that of the stub, has a verdict. */
  static async start(home: Home, random: SeededRandom): Promise<WatchedLab> {
    const lab = new WatchedLab(home, random, await programs());
    await eventually('the first run is told', () => / watching .*\n.*\n/.test(lab.#started.printed()), {
      withinMs: 120_000,
    });
    return lab;
  }

  /** What it printed. */
  printed(): string {
    return this.#started.printed();
  }

  /** Ctrl-C, as a terminal sends it. */
  async end(): Promise<Ended> {
    this.#started.child.kill('SIGINT');
    return this.#started.ended;
  }

  /** Saves one of the programs, which prints the number of the save; returns the diagnosis that it must get. */
  save(): string {
    const { text, diagnosis } = this.#random.pick(this.#programs);
    const save = this.#random.pick(Object.values(saves));
    save(this.#file, `${text}\nconsole.log('save ${++this.#saved} is judged');\n`);
    return diagnosis;
  }

  /** Resolves with the diagnosis of the run that judged the last save, or with its outcome and why; rejects if none does within a minute. */
  async lastVerdict(): Promise<string> {
    const what = `save ${this.#saved} is judged`;
    return eventually(what, () => this.#verdictOf(what), { withinMs: 60_000 });
  }

  #verdictOf(printed: string): string | undefined {
    const runs = this.#home.path('.labs', 'runs');
    const latest = join(runs, readdirSync(runs).sort().at(-1)!);
    const verdict = readVerdict(latest);
    const logs = readdirSync(latest).filter((name) => /^process-\d+\.log$/.test(name));
    if (!verdict || !logs.some((log) => readFileSync(join(latest, log), 'utf8').includes(printed))) return undefined;
    const reason = verdict.checks.find(({ reason }) => reason)?.reason;
    const code = verdict.checks.find(({ diagnosis }) => diagnosis)?.diagnosis?.code;
    return code ?? (reason === undefined ? verdict.outcome : `${verdict.outcome}: ${reason}`);
  }
}

function readVerdict(folder: string): Verdict | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'verdict.json'), 'utf8'));
  } catch {
    return undefined; // it is under way, or was given up
  }
}
