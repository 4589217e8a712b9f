import type { RuntimeChoice } from '../cluster/choose-runtime.ts';
import type { Lab } from '../course/labs.ts';
import type { Timing } from '../course/provided-run.ts';
import { type Variant, variantLabel } from '../course/variants.ts';
import { verdictJson } from '../report/json.ts';
import { drawTimeline } from '../report/run-timeline.ts';
import { checkLines, closing, firstPage, header, runtimeLine, taskLine } from '../report/terminal.ts';
import { timingsTable } from '../report/timings.ts';
import { type RunRequest, runLab } from '../run/run-lab.ts';
import { diagnosisOf, type Verdict } from '../run/verdict.ts';
import { nextStep, remember } from './after-run.ts';
import { showComparison } from './compare.ts';
import type { Session } from './session.ts';
import { showMistake } from './show-mistake.ts';
import { Spinner } from './spinner.ts';

export interface Judging {
  lab: Lab;
  variant: Variant;
  task: number | undefined;
  /** The runtime that this process settled on, and why. */
  choice: RuntimeChoice;
  /** Stubs that were copied just now: their paths stand on the first page. */
  copied?: readonly string[];
  json?: boolean | undefined;
  timings?: boolean | undefined;
  inspect?: boolean | undefined;
  /** Of a mistake, the solution's lines are shown before it is passed, too. */
  force?: boolean | undefined;
  /** Runs the solution, too, and shows both side by side. */
  compare?: boolean | undefined;
  /** What the command did before, for `timings`. */
  before?: readonly Timing[];
  /** See RunRequest. */
  series?: RunRequest['series'];
  /** Gives the run up. */
  signal?: AbortSignal;
}

/**
 * Judges a variant, tells what is found as it is found, and saves what it says of the learner's own files. Throws
 * HarnessError where no verdict is possible, RunCancelledError once the run was given up.
 */
export async function judge(judging: Judging, session: Session): Promise<Verdict> {
  const { lab, variant, task, json, inspect, series, signal } = judging;
  if (variant.mistake && !json) await showMistake(lab, variant.mistake, judging);
  const spinner = new Spinner({ silent: json === true || inspect === true });
  const { verdict, recordFolder } = await runLab({ lab, variant, task, inspect, series, signal }, session, {
    onProgress: (text) => spinner.say(text),
    ...tellIn(spinner, judging),
  }).finally(() => spinner.clear());
  const cause = diagnosisOf(verdict, lab.diagnoses);
  if (variant.kind === 'work') await remember(lab, verdict, task, cause);
  if (json) {
    console.log(JSON.stringify(verdictJson(verdict)));
    return verdict;
  }
  const drawings = await drawTimeline(verdict, cause, recordFolder).catch((error: Error) => {
    console.error(` The timeline could not be drawn: ${error.message}`);
    return {};
  });
  console.log(`\n${closing(lab, verdict, { cause, next: await nextStep(lab), drawings })}`);
  if (judging.timings)
    console.log(timingsTable({ ...verdict, timings: [...(judging.before ?? []), ...verdict.timings] }));
  console.log('');
  if (judging.compare) await showComparison({ lab, variant, verdict, cause }, session, signal);
  return verdict;
}

/** What a person is shown of a run while it goes on. */
function tellIn(spinner: Spinner, { lab, variant, copied = [], choice, json }: Judging): Parameters<typeof runLab>[2] {
  if (json) return {};
  const explained = new Set<string>();
  let shownTask: number | undefined;
  return {
    onReady: (cluster, database) => {
      spinner.print(`\n${header(lab, variantLabel(variant), cluster, database)}`);
      if (!cluster.warm) spinner.print(runtimeLine(cluster.runtime, choice));
      spinner.print(copied.length > 0 ? firstPage(lab, copied) : '');
      spinner.say('reading the checks', { passing: true });
    },
    onStart: (title) => spinner.say(title, { passing: true }),
    onCheck: (check) => {
      if (check.task !== shownTask && lab.tasks.length > 1) spinner.print(taskLine(lab, check.task));
      shownTask = check.task;
      spinner.print(checkLines(check, explained));
    },
  };
}
