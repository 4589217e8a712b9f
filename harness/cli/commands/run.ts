import { settleRuntime } from '../../cluster/choose-runtime.ts';
import { labAddress } from '../../course/lab-address.ts';
import { findLab, type Lab } from '../../course/labs.ts';
import { filesOfWork, from, overlay, solution, type Variant } from '../../course/variants.ts';
import { ensureWork } from '../../course/work.ts';
import { exitCodes } from '../../diagnosis/outcome.ts';
import { HarnessError } from '../../errors.ts';
import { judge } from '../judge.ts';
import { openSession, type SessionOptions } from '../session.ts';

export interface RunOptions extends SessionOptions {
  task?: string;
  solution?: boolean;
  alternative?: string;
  mistake?: string;
  from?: string;
  json?: boolean;
  timings?: boolean;
  inspect?: boolean;
  watch?: boolean;
  compare?: boolean;
  force?: boolean;
}

/** `npm run lab -- 04`: judges the learner's files, or what the options name; with `--watch`, again at each save. */
export async function run(wanted: string, options: RunOptions): Promise<number> {
  mustNotMix(options);
  const address = labAddress(wanted);
  const lab = await findLab(address.lab);
  if (options.force && options.mistake === undefined) throw forceAlone(lab);
  const task = parseTask(oneOf(address.part, options.task, lab), lab);
  const copied = chosen(options).length === 0 ? await ensureWork(lab) : [];
  const variant = await chooseVariant(lab, options);
  if (options.watch) {
    const { watch } = await import('../watch/watch.ts');
    return watch({ lab, task, variant, copied }, options);
  }
  const { json, timings, inspect, compare, force } = options;
  const startedAt = performance.now();
  await using session = await openSession(options);
  const choice = await settleRuntime();
  const before = [
    { step: 'this program is loaded', ms: Math.round(startedAt) },
    { step: 'the keeper answers', ms: Math.round(performance.now() - startedAt) },
  ];
  const how = { json, timings, inspect, compare, force, before };
  const verdict = await judge({ lab, variant, task, choice, copied, ...how }, session);
  return exitCodes[verdict.outcome];
}

/** Pairs of options that have no meaning together, and why. */
const UNMIXABLE: readonly [keyof RunOptions, keyof RunOptions, string][] = [
  ['watch', 'json', '--json prints one object for one run, and --watch has no end.'],
  ['watch', 'inspect', 'A save gives up the run under way, and with it the program that you debug.'],
  ['compare', 'json', '--json prints one object and nothing else; the comparison is for people.'],
  ['compare', 'inspect', 'The solution would wait for a debugger, too.'],
  ['compare', 'solution', 'The solution is what is compared with.'],
];

function mustNotMix(options: RunOptions): void {
  for (const [one, other, why] of UNMIXABLE) {
    if (!options[one] || !options[other]) continue;
    throw new HarnessError({
      code: 'WRONG_USAGE',
      what: `--${one} and --${other} cannot be used together.`,
      why,
      next: `Leave out --${one}, or --${other}.`,
    });
  }
}

function forceAlone({ number }: Lab): HarnessError {
  return new HarnessError({
    code: 'WRONG_USAGE',
    what: '--force stands without --mistake.',
    why: 'It shows the solution’s lines beside those of a mistake; a run of your own files shows none of them.',
    next: `Name a mistake, leave --force out, or see the solution with \`npm run lab -- diff ${number} --force\`.`,
  });
}

/** The part is named once: `07.2`, or `07 --task 2`. */
function oneOf(part: string | undefined, task: string | undefined, { number }: Lab): string | undefined {
  if (part === undefined || task === undefined || part === task) return part ?? task;
  throw new HarnessError({
    code: 'WRONG_USAGE',
    what: `${number}.${part} and --task ${task} name two parts.`,
    why: 'A run checks one part of a lab, or all of it.',
    next: `Leave out --task: \`npm run lab -- ${number}.${part}\`.`,
  });
}

function parseTask(text: string | undefined, lab: Lab): number | undefined {
  if (text === undefined) return undefined;
  const task = Number(text);
  if (Number.isInteger(task) && task >= 1 && task <= lab.tasks.length) return task;
  throw new HarnessError({
    code: 'TASK_UNKNOWN',
    what: `Lab ${lab.name} has no task “${text}”.`,
    why:
      lab.tasks.length === 1 ? 'It has one task.' : `Its tasks are 1 to ${lab.tasks.length}: ${lab.tasks.join('; ')}.`,
    next: `Check all of it with \`npm run lab -- ${lab.number}\`.`,
  });
}

const chosen = ({ solution, alternative, mistake, from }: RunOptions): string[] =>
  Object.entries({ solution, alternative, mistake, from })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `--${name}`);

async function chooseVariant(lab: Lab, options: RunOptions): Promise<Variant> {
  const names = chosen(options);
  if (names.length > 1)
    throw new HarnessError({
      code: 'VARIANTS_MIXED',
      what: `${names.join(' and ')} cannot be used together.`,
      why: 'One run judges one program.',
      next: `Choose one of them, such as \`npm run lab -- ${lab.number} ${names[0]}\`.`,
    });
  if (options.solution) return solution(lab);
  if (options.alternative !== undefined) return overlay(lab, 'alternative', options.alternative);
  if (options.mistake !== undefined) return overlay(lab, 'mistake', options.mistake);
  if (options.from !== undefined) return from(lab, options.from);
  return { kind: 'work', files: await filesOfWork(lab) };
}
