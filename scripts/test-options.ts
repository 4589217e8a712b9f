import { parseArgs } from 'node:util';

/** What `npm test` was asked for. */
export interface TestOptions {
  /** Everything is proved, whatever time it takes. */
  whole: boolean;
  /** What is proved is written into docs/verified.json and docs/verified.md. */
  publish: boolean;
  /** Minutes for the programs that are not proved in each run. */
  minutes: number;
  runtime: 'local' | 'containers';
}

/** A newcomer waits for these besides what is proved in each run. */
const DEFAULT_MINUTES = 2;

/** Reads the arguments of `npm test -- …`. Throws an Error whose message says what is wrong, and what to type. */
export function parseTestOptions(args: readonly string[]): TestOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      whole: { type: 'boolean', default: false },
      publish: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      runtime: { type: 'string', default: 'local' },
    },
  });
  const { whole, publish, minutes, runtime } = values;
  if (runtime !== 'local' && runtime !== 'containers')
    throw new Error(`--runtime is “${runtime}”: the course is proved on local or containers`);
  if (publish && !whole)
    throw new Error('--publish writes what a whole proof found: type `npm test -- --whole --publish`');
  if (whole && minutes !== undefined)
    throw new Error('--minutes bounds what --whole proves without a bound: leave one of them out');
  const budget = minutes === undefined ? DEFAULT_MINUTES : Number(minutes);
  if (minutes?.trim() === '' || !Number.isFinite(budget) || budget < 0)
    throw new Error(`--minutes is “${minutes}”: a number of minutes from 0 on, such as \`npm test -- --minutes 5\``);
  return { whole, publish, minutes: budget, runtime };
}
