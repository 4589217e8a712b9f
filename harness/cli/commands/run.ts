import { relative } from 'node:path';
import { settleRuntime } from '../../cluster/choose-runtime.ts';
import { allLabs, findLab, type Lab } from '../../course/labs.ts';
import { isPassed, readProgress, updateProgress } from '../../course/progress.ts';
import { filesOfWork, from, overlay, solution, type Variant, variantLabel } from '../../course/variants.ts';
import { ensureWork } from '../../course/work.ts';
import { type Diagnosis, decisionOf } from '../../diagnosis/diagnosis.ts';
import { exitCodes } from '../../diagnosis/outcome.ts';
import { HarnessError } from '../../errors.ts';
import { verdictJson } from '../../report/json.ts';
import { drawTimeline } from '../../report/run-timeline.ts';
import { checkLines, closing, firstPage, header, type NextStep, runtimeLine, taskLine } from '../../report/terminal.ts';
import { timingsTable } from '../../report/timings.ts';
import { runLab } from '../../run/run-lab.ts';
import { diagnosisOf, type Verdict } from '../../run/verdict.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { Spinner } from '../spinner.ts';

export interface RunOptions extends SessionOptions {
  task?: string;
  solution?: boolean;
  alternative?: string;
  mistake?: string;
  from?: string;
  json?: boolean;
  timings?: boolean;
  inspect?: boolean;
}

/** `npm run lab -- 04`: judges the learner's files, or what the options name. */
export async function run(wanted: string, options: RunOptions): Promise<number> {
  const lab = await findLab(wanted);
  const task = parseTask(options.task, lab);
  const copied = chosen(options).length === 0 ? await ensureWork(lab) : [];
  const variant = await chooseVariant(lab, options);
  const startedAt = performance.now();
  const spinner = new Spinner({ silent: options.json === true || options.inspect === true });
  await using session = await openSession(options);
  const choice = await settleRuntime();
  const keeperAt = performance.now();
  const label = variantLabel(variant);
  const explained = new Set<string>();
  let shownTask: number | undefined;
  const { verdict, recordFolder } = await runLab({ lab, variant, task, inspect: options.inspect }, session, {
    onProgress: (text) => spinner.say(text),
    onReady: (cluster, database) => {
      if (options.json) return;
      spinner.print(`\n${header(lab, label, cluster, database)}`);
      if (!cluster.warm) spinner.print(runtimeLine(cluster.runtime, choice));
      if (copied.length > 0) spinner.print(firstPage(lab, copied));
      else spinner.print('');
      spinner.say('reading the checks', { passing: true });
    },
    onStart: (title) => spinner.say(title, { passing: true }),
    onCheck: (check) => {
      if (options.json) return;
      if (check.task !== shownTask && lab.tasks.length > 1) spinner.print(taskLine(lab, check.task));
      shownTask = check.task;
      spinner.print(checkLines(check, explained));
    },
  }).finally(() => spinner.clear());
  const cause = diagnosisOf(verdict, lab.diagnoses);
  if (variant.kind === 'work') await remember(lab, verdict, task, cause);
  if (options.json) console.log(JSON.stringify(verdictJson(verdict)));
  else {
    const drawings = await drawTimeline(verdict, cause, recordFolder).catch((error: Error) => {
      console.error(` The timeline could not be drawn: ${error.message}`);
      return {};
    });
    console.log(`\n${closing(lab, verdict, { cause, next: await nextStep(lab), drawings })}`);
    if (options.timings) {
      const before = [
        { step: 'this program is loaded', ms: Math.round(startedAt) },
        { step: 'the keeper answers', ms: Math.round(keeperAt - startedAt) },
      ];
      console.log(timingsTable({ ...verdict, timings: [...before, ...verdict.timings] }));
    }
    console.log('');
  }
  return exitCodes[verdict.outcome];
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
    next: 'Leave out --task to check all of it.',
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

async function remember(
  lab: Lab,
  verdict: Verdict,
  task: number | undefined,
  cause: Diagnosis | undefined,
): Promise<void> {
  if (verdict.outcome !== 'passed' && verdict.outcome !== 'failed') return;
  await readProgress((keptAs) =>
    console.error(` The progress file could not be read; it is kept as ${relative(process.cwd(), keptAs)}.`),
  );
  await updateProgress(lab.name, (progress) => {
    progress.attempts++;
    if (verdict.outcome === 'failed') {
      progress.lastDiagnosis = cause?.code ?? '';
      progress.lastDecision = decisionOf(cause) ?? 0;
      return;
    }
    delete progress.lastDiagnosis;
    const tasks = new Set([
      ...(progress.tasksPassed ?? []),
      ...(task === undefined ? lab.tasks.map((_, i) => i + 1) : [task]),
    ]);
    progress.tasksPassed = [...tasks].sort();
    if (tasks.size < lab.tasks.length) return;
    progress.passedAt ??= new Date().toISOString();
    if (task === undefined) progress.bestMs = Math.min(progress.bestMs ?? Number.POSITIVE_INFINITY, verdict.durationMs);
  });
}

/** The first task of this lab that is not passed yet, else the first such lab after it. */
async function nextStep(lab: Lab): Promise<NextStep | undefined> {
  const progress = await readProgress();
  const passed = progress[lab.name]?.tasksPassed ?? [];
  const left = lab.tasks.findIndex((_, index) => !passed.includes(index + 1));
  if (left >= 0) return { arguments: `${lab.number} --task ${left + 1}`, title: lab.tasks[left]! };
  const after = (await allLabs()).filter(({ name }) => name > lab.name);
  const next = after.find(({ name }) => !isPassed(progress[name])) ?? after[0];
  return next && { arguments: next.number, title: next.title };
}
