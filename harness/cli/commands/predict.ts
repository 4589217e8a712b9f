import { relative } from 'node:path';
import { settleRuntime } from '../../cluster/choose-runtime.ts';
import { findLab, type Lab } from '../../course/labs.ts';
import { updateProgress } from '../../course/progress.ts';
import { type Question, questionsOf, type Shown } from '../../course/questions.ts';
import { overlay, solution, type Variant } from '../../course/variants.ts';
import { HarnessError } from '../../errors.ts';
import { chalk, paragraph } from '../../report/style.ts';
import { evidenceLines } from '../../report/terminal.ts';
import { runLab } from '../../run/run-lab.ts';
import { Asker } from '../ask.ts';
import { openSession, type Session } from '../session.ts';
import { Spinner } from '../spinner.ts';

interface Options {
  json?: boolean;
  runtime?: string;
}

interface Prediction {
  id: string;
  /** Undefined where the question was skipped. */
  said: string | undefined;
  /** Undefined where the run could not tell. */
  found: string | undefined;
}

/** `npm run lab -- predict 03`: asks, runs what the question is about, and shows what came. A wrong guess fails nothing. */
export async function predict(wanted: string, { json = false, runtime }: Options): Promise<number> {
  const lab = await findLab(wanted);
  const questions = await questionsOf(lab);
  if (questions.length === 0) throw noQuestions(lab);
  using asker = new Asker();
  await using session = await openSession({ runtime });
  await settleRuntime();
  const show = json ? () => {} : (text: string) => console.log(text);
  const predictions: Prediction[] = [];
  for (const [index, question] of questions.entries()) {
    show(`\n ${chalk.bold(lab.name)}  ${chalk.dim(`question ${index + 1} of ${questions.length}`)}\n`);
    show(`${asked(question)}\n`);
    const said = await answerTo(question, asker, json);
    const { found, lines } = await find(lab, question, session, json);
    predictions.push({ id: question.id, said, found });
    if (said !== undefined && found !== undefined)
      await updateProgress(lab.name, (progress) => {
        progress.predictions = { ...progress.predictions, [question.id]: { said, found } };
      });
    show(told(lab, question, { said, found, lines }));
  }
  show(`${summary(predictions)}\n`);
  if (json) console.log(JSON.stringify({ lab: lab.name, predictions: predictions.map(predictionJson) }));
  return 0;
}

const letters = ({ choices }: Question): string[] => Object.keys(choices).map((_, index) => 'abcdefgh'[index]!);

function asked(question: Question): string {
  const choices = Object.values(question.choices).map((text, index) => {
    const mark = ` ${letters(question)[index]}   `;
    return ` ${chalk.bold(mark)}${paragraph(text, ' '.repeat(mark.length + 1)).trimStart()}`;
  });
  return [paragraph(question.ask, ' '), '', ...choices].join('\n');
}

/** The short name of what was chosen, or undefined for an empty line and at the end of the input. */
async function answerTo(question: Question, asker: Asker, json: boolean): Promise<string | undefined> {
  const known = letters(question);
  const list = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
  for (;;) {
    const line = (await asker.ask(json ? '' : ` your answer (${list}; Enter shows it): `))?.trim().toLowerCase();
    if (line === undefined || line === '') return undefined;
    const at = known.indexOf(line);
    if (at >= 0) return Object.keys(question.choices)[at];
    console.error(` “${line}” is none of ${list}.`);
  }
}

async function find(
  lab: Lab,
  question: Question,
  session: Session,
  silent: boolean,
): Promise<{ found: string | undefined; lines: string[] }> {
  const spinner = new Spinner({ silent });
  spinner.say(`asking the broker: ${question.run}`, { passing: true });
  const variant = await variantOf(lab, question);
  const { verdict } = await runLab({ lab, variant, checks: [question.check] }, session, {}).finally(() =>
    spinner.clear(),
  );
  const check = verdict.checks.find(({ title }) => title === question.check);
  if (!check || (check.outcome !== 'passed' && check.outcome !== 'failed'))
    return {
      found: undefined,
      lines: [paragraph(`Could not tell: ${check?.reason ?? 'the check did not run'}`, '     ')],
    };
  const evidence = check.diagnosis?.evidence ?? [];
  const shown: Shown = { ...check, evidence };
  const notes = (check.notes ?? []).map((note) => paragraph(note, '     '));
  return { found: question.found(shown), lines: [...evidenceLines(evidence, '     '), ...notes] };
}

async function variantOf(lab: Lab, { run }: Question): Promise<Variant> {
  const [kind, name = ''] = run.split(' ');
  return kind === 'solution' ? solution(lab) : overlay(lab, kind as 'alternative' | 'mistake', name);
}

function told(
  lab: Lab,
  question: Question,
  { said, found, lines }: Omit<Prediction, 'id'> & { lines: string[] },
): string {
  if (found === undefined) return ['', chalk.yellow(' ? nobody can tell this time'), ...lines, ''].join('\n');
  const came = question.choices[found]!;
  const head =
    said === undefined
      ? ` It was: ${came}.`
      : said === found
        ? ` ${chalk.green('✓')} As you expected: ${came}.`
        : ` ${chalk.yellow('≠')} Not as you expected. It was: ${came}.`;
  const lesson = ` lesson: ${relative(process.cwd(), lab.lessonFile)}#${question.section}`;
  const why = paragraph(`${chalk.bold('Why:')} ${question.because}`, '     ');
  return ['', paragraph(head.trim(), ' '), ...lines, why, chalk.dim(lesson)].join('\n');
}

function summary(predictions: readonly Prediction[]): string {
  const answered = predictions.filter(({ said, found }) => said !== undefined && found !== undefined);
  const right = answered.filter(({ said, found }) => said === found).length;
  if (answered.length === 0) return '\n Nothing was guessed this time.';
  return `\n ${right} of ${answered.length} as you expected. A wrong guess costs nothing, and is remembered longer.`;
}

const predictionJson = ({ id, said, found }: Prediction): object => ({
  id,
  said: said ?? null,
  found: found ?? null,
  isRight: said === undefined || found === undefined ? null : said === found,
});

function noQuestions({ name, number }: Lab): HarnessError {
  return new HarnessError({
    code: 'NO_QUESTIONS',
    what: `Lab ${name} has no questions to predict.`,
    why: 'There is no questions.ts in its folder.',
    next: `Read its lesson: \`npm run lab -- lesson ${number}\`.`,
  });
}
