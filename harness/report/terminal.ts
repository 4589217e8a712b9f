import { relative } from 'node:path';
import stringWidth from 'string-width';
import type { ClusterInfo, DatabaseInfo } from '../cluster/keeper/api.ts';
import type { Lab } from '../course/labs.ts';
import { databaseName } from '../database/database.ts';
import { commonDiagnoses } from '../diagnosis/common.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { CheckVerdict, Verdict } from '../run/verdict.ts';
import type { Drawings } from './run-timeline.ts';
import { chalk, duration, justified, paragraph, width } from './style.ts';

const BODY = '     ';

/** The first line of a run. */
export function header(
  lab: Lab,
  variant: string,
  { runtime, kafkaVersion }: Pick<ClusterInfo, 'runtime' | 'kafkaVersion'>,
  database?: Pick<DatabaseInfo, 'flavour' | 'version'>,
): string {
  const what = variant === 'work' ? '' : chalk.dim(`, ${variant}`);
  const servers = [`Kafka ${kafkaVersion}`, ...(database ? [databaseName(database)] : [])].join(', ');
  return justified(chalk.bold(lab.name) + what, chalk.dim(`${runtime}, ${servers}`), stringWidth);
}

/** Stands below the first line where a cluster was started: where it runs, and why there. */
export function runtimeLine(runtime: string, { reason }: { reason: string }): string {
  const where = { local: 'run on this machine', containers: 'run in containers' }[runtime] ?? 'are somebody else’s';
  return chalk.dim(paragraph(`Brokers ${where}: ${reason}.`, ' '));
}

/** Stands above the checks of a task, in labs that have several. */
export function taskLine(lab: Lab, task: number): string {
  return chalk.dim(` Task ${task}: ${lab.tasks[task - 1]}`);
}

/** One check, as soon as it is decided. `explained`: codes whose “why”, and output, this run has shown already. */
export function checkLines(check: CheckVerdict, explained: Set<string>): string {
  const level = check.level === 'deeper' ? chalk.dim(' (deeper)') : '';
  if (check.isNotTried) return titleLines({ ...check, tally: 'waits for those above' }, check.title + level);
  const lines = [titleLines(check, check.title + level)];
  const notes = (check.notes ?? []).map((note) => chalk.dim(paragraph(note, BODY)));
  if (check.outcome === 'passed') return [...lines, ...notes].join('\n');
  if (check.diagnosis) lines.push(...diagnosisLines(check.diagnosis, explained));
  if (check.reason) lines.push(paragraph(reasonLead[check.outcome] + check.reason, BODY));
  lines.push(...notes);
  if (check.output) lines.push(...outputLines(check.output, explained));
  return lines.join('\n');
}

/** The title, with the tally at the right end of its last line where there is room, else of a line of its own. */
function titleLines(check: CheckVerdict, title: string): string {
  const lines = paragraph(title, '   ').split('\n');
  lines[0] = ` ${symbol(check)} ${lines[0]!.trimStart()}`;
  if (check.tally) {
    const isRoom = stringWidth(lines.at(-1)!) + 2 + stringWidth(check.tally) <= width();
    lines.push(justified(isRoom ? lines.pop()! : '', chalk.dim(check.tally), stringWidth));
  }
  return lines.join('\n');
}

const reasonLead: Partial<Record<CheckVerdict['outcome'], string>> = {
  inconclusive: 'Could not tell: ',
  'harness-error': 'kafka-labs itself failed, not your code: ',
};

function symbol({ outcome, isNotTried }: CheckVerdict): string {
  if (isNotTried) return chalk.dim('·');
  if (outcome === 'passed') return chalk.green('✓');
  return outcome === 'failed' ? chalk.red('✗') : chalk.yellow('?');
}

function diagnosisLines({ code, title, why, evidence }: Diagnosis, explained: Set<string>): string[] {
  // The same cause is explained once: the checks after it show their own evidence only, and not even that where it is not
  // their own (a file that does not compile).
  const isNew = !explained.has(code);
  explained.add(code);
  if (code === 'missing-decision' && !isNew) return [];
  const again = paragraph(chalk.dim(`The same cause as above: ${title}`), BODY);
  if (code in commonDiagnoses && !isNew) return [again];
  const lines = [...(isNew ? [paragraph(title, BODY)] : []), ...evidenceLines(evidence, BODY)];
  if (isNew) lines.push(paragraph(`${chalk.bold('Why:')} ${why}`, BODY));
  else lines.push(again);
  return lines;
}

/** Events, one below the other: the second, who, and what. */
export function evidenceLines(evidence: Diagnosis['evidence'], indent: string): string[] {
  const actorWidth = Math.max(8, ...evidence.map(({ actor }) => actor.length));
  return evidence.flatMap(({ atMs, actor, text }) => {
    const stamp = `${(atMs / 1_000).toFixed(3).padStart(7)}  ${actor.padEnd(actorWidth)}  `;
    const [head, ...rest] = paragraph(text, indent + ' '.repeat(stamp.length)).split('\n');
    return [indent + chalk.dim(stamp) + head!.trimStart(), ...rest];
  });
}

function outputLines({ lines, bytes, path }: NonNullable<CheckVerdict['output']>, shown: Set<string>): string[] {
  // A program that prints the same in each check is quoted once.
  const last = lines.slice(-4);
  const quote = `printed: ${last.join('\n')}`;
  if (shown.has(quote)) return [];
  shown.add(quote);
  const file = relative(process.cwd(), path); // on a line of its own: a path that is wrapped cannot be copied
  return [
    chalk.dim(`${BODY}Your program printed ${bytes} bytes, at the end:`),
    ...last.map((line) => chalk.dim(paragraph(line, `${BODY}│ `))),
    chalk.dim(`${BODY}all: ${file}`),
  ];
}

/** The lab, or the task of one, to go on with. */
export interface NextStep {
  /** The lab's name. */
  lab: string;
  /** Undefined for all of it. */
  task?: number;
  /** What follows `npm run lab --`. */
  arguments: string;
  title: string;
}

export interface Closing {
  /** The root cause of a run that failed. */
  cause: Diagnosis | undefined;
  next: NextStep | undefined;
  /** Drawings of the run, where there are some. */
  drawings: Drawings;
}

/** The last lines of a run: how it went, and what to do next. */
export function closing(lab: Lab, verdict: Verdict, { cause, next, drawings }: Closing): string {
  const core = verdict.checks.filter(({ level }) => level === 'core');
  const passed = core.filter(({ outcome }) => outcome === 'passed').length;
  const took = chalk.dim(`in ${duration(verdict.durationMs)}`);
  const lesson = relative(process.cwd(), lab.lessonFile);
  const drawing = [
    ['timeline', drawings.timeline],
    ['crash points', drawings.crashPoints],
  ].flatMap(([what, path]) => (path ? chalk.dim(` ${what}: ${relative(process.cwd(), path)}`) : []));
  if (verdict.outcome === 'passed') {
    const after = next
      ? ` next: npm run lab -- ${next.arguments}      ${next.title}`
      : ' That was the last lab so far. `npm run lab` lists them all.';
    return [
      `${chalk.green.bold('passed')}: ${passed} of ${core.length} core checks ${took}`,
      ...(verdict.variant === 'work' ? [after] : []),
      ...drawing,
    ].join('\n');
  }
  const headline = {
    failed: `${chalk.red.bold('not yet')}: ${passed} of ${core.length} core checks pass ${took}`,
    inconclusive: `${chalk.yellow.bold('could not tell')}: the environment broke, or a fault did not happen. It says nothing about your code.`,
    'harness-error': `${chalk.red.bold('harness error')}: this is a bug of kafka-labs. Please report it with the lines above.`,
  }[verdict.outcome];
  const tasks = new Set(verdict.checks.map(({ task }) => task));
  const only = lab.tasks.length > 1 && tasks.size === 1 ? ` --task ${[...tasks][0]}` : '';
  const retry = ` next: npm run lab -- ${lab.number}${only}`;
  const hint = verdict.variant === 'work' ? [` next:   npm run lab -- hint ${lab.number}`] : []; // hints are about your work
  const help = [...hint, ` lesson: ${lesson}${cause ? `#${cause.section}` : ''}`].join('\n');
  return [headline, verdict.outcome === 'failed' ? help : `${retry}, once more`, ...drawing].join('\n');
}

/** What a learner sees first of a lab: what it wants, and which file to open. */
export function firstPage(lab: Lab, files: readonly string[]): string {
  return [
    '',
    paragraph(lab.goal, '  '),
    '',
    ...files.map((file) => `  Open    ${relative(process.cwd(), file)}`),
    `  Lesson  ${relative(process.cwd(), lab.lessonFile)}   (npm run lab -- lesson ${lab.number})`,
    '',
  ].join('\n');
}
