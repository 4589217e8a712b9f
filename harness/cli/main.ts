import { Command, CommanderError } from 'commander';
import { exitCodes } from '../diagnosis/outcome.ts';
import { asHarnessError, exitCodeOf, HarnessError } from '../errors.ts';

/** Parses the command line, runs one command and returns the exit code. Never throws. */
export async function main(args: string[]): Promise<number> {
  let exitCode = 0;
  const then =
    <Params extends unknown[]>(command: (...params: Params) => Promise<number>) =>
    async (...params: Params) => {
      exitCode = await command(...(withGlobals(params) as Params));
    };
  process.once('SIGINT', () => {
    console.error('\nstopped; nothing was saved of this run');
    process.exit(130); // the keeper sees the connection close and clears what the run started
  });
  try {
    await makeProgram(then).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    return await report(thrown, args.includes('--json'));
  }
}

type Then = <Params extends unknown[]>(
  command: (...params: Params) => Promise<number>,
) => (...params: Params) => Promise<void>;

/** The program takes an option that it shares with a command, such as --json, for itself: the command gets all of them. */
function withGlobals(params: readonly unknown[]): unknown[] {
  const command = params.at(-1);
  return command instanceof Command ? [...params.slice(0, -2), command.optsWithGlobals(), command] : [...params];
}

function makeProgram(then: Then): Command {
  const program = new Command('npm run lab --')
    .description('Learn to use Apache Kafka without losing, doubling or reordering anyone’s data.')
    .exitOverride()
    .configureOutput({ writeErr: () => {} }) // an error is printed once, as a page
    .helpCommand(false)
    .addHelpText(
      'after',
      '\nExit codes: 0 passed, 1 your code failed, 2 could not tell or wrong use, 3 a bug of kafka-labs.',
    );
  program
    .allowExcessArguments(true)
    .argument('[lab]', 'check your work: 04, 4 or the folder’s name, 07.2 for its part 2; without it, the list of labs')
    .option('--watch', 'again at each save, with keys for the hint, the lesson and more')
    .option('--task <number>', 'only the checks of one part, as 07.2 does')
    .option('--solution', 'judge the solution instead of your work')
    .option('--alternative <name>', 'judge another right answer')
    .option('--mistake <name>', 'judge a wrong answer, to see what it does')
    .option('--force', 'with --mistake: show the solution’s lines beside it before you have passed, too')
    .option('--from <path>', 'judge the files of a folder (they run unsandboxed: look at them first)')
    .option('--json', 'print one JSON object and nothing else (use npm run -s)')
    .option('--inspect', 'the program waits for a debugger, and has all the time it needs')
    .option('--compare', 'then run the solution under the same fault, and show both side by side')
    .option('--timings', 'print where the time went')
    .option('--runtime <name>', 'where brokers run: local or containers')
    .option('--bootstrap <addresses>', 'brokers that somebody runs: host:port, several separated by commas')
    .option('--no-keep', 'end the cluster with this command')
    .option('--no-color', 'plain text')
    .action(
      then(async (lab: string | undefined, options, { args }: Command) => {
        if (args.length > 1) throw unknownCommand(args);
        return lab === undefined
          ? (await import('./commands/list.ts')).list(options)
          : (await import('./commands/run.ts')).run(lab, options);
      }),
    );
  program
    .command('lesson <lab>')
    .description('the lesson, in the terminal')
    .action(then(async (lab: string) => (await import('./commands/lesson.ts')).lesson(lab)));
  program
    .command('docs')
    .description('the lessons and the documentation in the browser, with your runs beside them')
    .option('--port <number>', 'listen on this port of 127.0.0.1; without it, on a free one')
    .option('--open', 'open the system’s browser, too')
    .action(then(async (options) => (await import('./commands/docs.ts')).docs(options)));
  program
    .command('hint <lab>')
    .description('the next hint, chosen by what the last run found')
    .action(then(async (lab: string) => (await import('./commands/hint.ts')).hint(lab)));
  program
    .command('predict <lab>')
    .description('the lesson’s questions: you say what you expect, then the broker answers')
    .option('--json', 'print one JSON object and nothing else')
    .option('--runtime <name>', 'where brokers run: local or containers')
    .action(then(async (lab: string, options) => (await import('./commands/predict.ts')).predict(lab, options)));
  program
    .command('reset <lab>')
    .description('the stub again; your file is kept beside it')
    .action(then(async (lab: string) => (await import('./commands/reset.ts')).reset(lab)));
  program
    .command('diff <lab>')
    .description('your files against the solution’s, for what you have passed')
    .option('--force', 'before it is passed, too')
    .action(then(async (lab: string, options) => (await import('./commands/diff.ts')).diff(lab, options)));
  program
    .command('doctor')
    .description('what this machine can run, and what to do about the rest')
    .action(then(async () => (await import('./commands/doctor.ts')).doctor()));
  program
    .command('prepare')
    .description('fetch everything now, for working without network')
    .option('--runtime <name>', 'for brokers that run so: local or containers')
    .action(then(async (options) => (await import('./commands/prepare.ts')).prepare(options)));
  program
    .command('up [shape]')
    .description('start the cluster and leave it running: one (a broker) or three (a controller and three brokers)')
    .option('--runtime <name>', 'where brokers run: local or containers')
    .action(
      then(async (shape: string | undefined, options) => (await import('./commands/warm.ts')).up(shape, options)),
    );
  program
    .command('down')
    .description('end the running cluster')
    .action(then(async () => (await import('./commands/warm.ts')).down()));
  program
    .command('status')
    .description('what is running, where, and since when')
    .action(then(async () => (await import('./commands/warm.ts')).status()));
  program
    .command('verify [labs...]')
    .description('prove the course: stubs fail, solutions and alternatives pass, mistakes get their diagnosis')
    .option('--repeat <times>', 'run each variant this often', '1')
    .option('--only <kinds>', 'stub, solution, alternative, mistake, or names of variants, separated by commas')
    .option('--json', 'print one JSON object and nothing else')
    .option('--update-golden', 'keep of the golden evidence what this run shows too; write it where it is missing')
    .option('--by-golden', 'try only the checks of a mistake that its golden evidence names (quick)')
    .option('--runtime <name>', 'where brokers run: local or containers')
    .action(then(async (labs: string[], options) => (await import('./commands/verify.ts')).verify(labs, options)));
  program
    .command('new <name>')
    .description('the folders of a new lab, such as 09-keys-and-partitions')
    .action(then(async (name: string) => (await import('./commands/new.ts')).newLab(name)));
  program
    .command('grade <folders...>')
    .description('judge the work of many learners: folders, or a pattern in quotes (they run unsandboxed)')
    .option('--lab <lab>', 'only this lab; may be given several times', (lab: string, labs: string[] = []) => [
      ...labs,
      lab,
    ])
    .option('--csv [counts]', 'a row for each learner and lab; `counts`: how many were told what')
    .option('--json', 'print one JSON object and nothing else')
    .option('--runtime <name>', 'where brokers run: local or containers')
    .action(then(async (folders: string[], options) => (await import('./commands/grade.ts')).grade(folders, options)));
  for (const command of program.commands)
    command
      .exitOverride()
      .allowExcessArguments(false)
      .configureOutput({ writeErr: () => {} });
  return program;
}

async function report(thrown: unknown, json: boolean): Promise<number> {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0; // --help
  const error = thrown instanceof CommanderError ? wrongUsage(thrown) : asHarnessError(thrown);
  const exitCode = exitCodeOf(error);
  if (json) {
    const outcome = exitCode === exitCodes['harness-error'] ? 'harness-error' : 'inconclusive';
    console.log(JSON.stringify({ outcome, error: error.toJSON() }));
  } else {
    const { errorPage } = await import('../report/error-page.ts');
    console.error(errorPage(error));
  }
  return exitCode;
}

function unknownCommand(args: readonly string[]): HarnessError {
  return new HarnessError({
    code: 'WRONG_USAGE',
    what: `There is no command “${args[0]}”.`,
    why: `After a lab come options only, and “${args.join(' ')}” begins with no command.`,
    next: 'Run `npm run lab -- --help` for all commands and options.',
  });
}

function wrongUsage({ message }: CommanderError): HarnessError {
  return new HarnessError({
    code: 'WRONG_USAGE',
    what: message
      .replace(/^error: /, '')
      .replace(/^./, (first) => first.toUpperCase())
      .replace(/\.?$/, '.'),
    why: 'The command line was not understood.',
    next: 'Run `npm run lab -- --help` for all commands and options.',
  });
}
