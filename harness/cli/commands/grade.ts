import stringWidth from 'string-width';
import { allLabs, findLab } from '../../course/labs.ts';
import { findSubmissions, type Submission } from '../../course/submissions.ts';
import { exitCodes } from '../../diagnosis/outcome.ts';
import { asHarnessError, HarnessError } from '../../errors.ts';
import {
  absent,
  countDiagnoses,
  countsCsv,
  countsTable,
  type Grade,
  gradeLine,
  gradeOf,
  gradesCsv,
  gradesSummary,
  notJudged,
} from '../../report/grades.ts';
import { paragraph } from '../../report/style.ts';
import { runLab } from '../../run/run-lab.ts';
import { openSession, type Session } from '../session.ts';
import { Spinner } from '../spinner.ts';

interface Options {
  lab?: string[];
  csv?: true | string;
  json?: boolean;
  runtime?: string;
}

const WARNING =
  'The programs of these folders run as you, without a sandbox. Grade the work of strangers on a machine, or in a container, that has nothing to lose.';

/**
 * `npm run lab -- grade 'submissions/*'`: judges the work of many learners, one after the other. Exit code 0 once all are
 * judged, whatever they are told; 2 if some could not be.
 */
export async function grade(patterns: string[], options: Options): Promise<number> {
  const isPlain = !options.json && options.csv === undefined;
  if (typeof options.csv === 'string' && options.csv !== 'counts') throw unknownCsv(options.csv);
  const labs = options.lab ? await Promise.all(options.lab.map(findLab)) : await allLabs();
  const { found: submissions, empty } = await findSubmissions(patterns, labs);
  console.error(`${paragraph(WARNING, ' ')}\n`);
  const spinner = new Spinner({ silent: !isPlain });
  await using session = await openSession({ runtime: options.runtime });
  const grades: Grade[] = [];
  const startedAt = performance.now();
  const nameWidth = Math.max(
    ...[...submissions.map(({ learner }) => learner), ...empty].map((name) => stringWidth(name)),
  );
  // Told one by one: whoever stops it half-way keeps what was found.
  const tell = (judged: Grade) => {
    grades.push(judged);
    if (isPlain) spinner.print(gradeLine(judged, nameWidth));
    else if (options.csv === true) process.stdout.write(gradesCsv([judged], { header: grades.length === 1 }));
  };
  for (const submission of submissions) {
    spinner.say(`${submission.learner}: ${submission.lab.name}`, { passing: true });
    tell(await judgeOne(submission, session));
  }
  for (const learner of empty) tell(absent(learner, labs));
  spinner.clear();
  const counts = countDiagnoses(grades);
  if (options.json) console.log(JSON.stringify({ grades, counts }));
  else if (options.csv === 'counts') process.stdout.write(countsCsv(counts));
  else if (isPlain) {
    console.log(`\n${gradesSummary(grades, performance.now() - startedAt)}\n`);
    if (counts.length > 0) console.log(countsTable(counts));
  }
  return exitCodeOf(grades);
}

async function judgeOne({ learner, lab, variant, missing }: Submission, session: Session): Promise<Grade> {
  if (missing.length > 0) return notJudged(learner, lab, `missing: ${missing.join(', ')}`);
  try {
    const { verdict } = await runLab({ lab, variant }, session, {});
    return gradeOf(learner, lab, verdict);
  } catch (thrown) {
    // A broken environment would be as broken for the next one.
    const error = asHarnessError(thrown);
    if (error.code === 'HARNESS_BUG') return notJudged(learner, lab, error.what);
    throw error;
  }
}

function exitCodeOf(grades: readonly Grade[]): number {
  if (grades.some(({ outcome }) => outcome === 'harness-error')) return exitCodes['harness-error'];
  return grades.some(({ outcome }) => outcome === 'inconclusive' || outcome === 'not-judged')
    ? exitCodes.inconclusive
    : 0;
}

function unknownCsv(what: string): HarnessError {
  return new HarnessError({
    code: 'WRONG_USAGE',
    what: `There is no --csv ${what}.`,
    why: '`--csv` prints a row for each learner and lab, `--csv counts` how many learners were told what.',
    next: 'Put the folders before --csv, and leave its value out or write `counts`.',
  });
}
