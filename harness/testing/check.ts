import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { setDeadlines } from '../broker/eventually.ts';
import type { LabDefinition } from '../course/define-lab.ts';
import { type DescribedLab, described } from '../course/lab-texts.ts';
import type { CheckLevel, CheckReport } from '../course/provided-run.ts';
import type { CheckContext, CheckOptions } from './check-context.ts';
import { Decisions } from './decisions.ts';
import { LabRun } from './lab-run.ts';
import { CHECK_DEADLINE_MS, Scene } from './scene.ts';

export type Check = (title: string, options: CheckOptions, body: (context: CheckContext) => Promise<void>) => void;

/** The checks of one lab's test file: call it once at its top. */
export function checksOf(lab: LabDefinition): Check {
  let run: LabRun | undefined;
  let withTexts: DescribedLab | undefined;
  const decisions = new Decisions();
  beforeAll(async () => {
    const { testPath } = expect.getState();
    run = await LabRun.join(testPath!, lab.shape);
    withTexts = described(lab, dirname(testPath!));
    setDeadlines(!run.provided.inspect);
  }, CHECK_DEADLINE_MS);
  afterAll(() => run?.close());
  return (title, options, body) => {
    const { inspect, isAgain } = inject('labRun') ?? {};
    const areTogether = lab.sideBySide === true || (lab.sideBySide === 'again' && isAgain);
    const one = areTogether && !inspect ? test.concurrent : test;
    const { task: taskNumber = 1, level = 'core', afterTheOthers } = options;
    const decision = decisions.next({ title, task: taskNumber, level, waits: afterTheOthers });
    one(title, { timeout: inspect ? 0 : CHECK_DEADLINE_MS * 2 }, async ({ task, skip }) => {
      const { task: wanted, checks: only } = run!.provided;
      if (wanted !== undefined && wanted !== taskNumber) return skip();
      if (only && !only.includes(title)) return skip();
      if (run!.isCancelled) return skip();
      const isLeftOut = (name: string) =>
        (only && !only.includes(name)) || task.file.tasks.some((one) => one.name === name && one.mode === 'skip');
      const isTried = !afterTheOthers || !(await decision.hasFailedBefore(isLeftOut));
      const scene = new Scene(run!, withTexts!, title, options);
      const report = isTried ? await scene.judge(body) : notTried(taskNumber, level);
      decision.is(report.outcome);
      task.meta.lab = report;
      if (report.outcome !== 'passed') throw new Error(inEditor(report));
    });
  };
}

const notTried = (task: number, level: CheckLevel): CheckReport => ({
  task,
  level,
  outcome: 'inconclusive',
  isNotTried: true,
  reason: 'it is tried once the checks before it pass',
});

/** What an editor or plain Vitest shows of a check; `npm run lab` shows the report itself. */
function inEditor({ diagnosis, outcome, reason }: CheckReport): string {
  if (!diagnosis) return `${outcome}: ${reason}`;
  const events = diagnosis.evidence.map(({ actor, text }) => `  ${actor}: ${text}`);
  return [`${diagnosis.code}: ${diagnosis.title}`, ...events, `Why: ${diagnosis.why}`].join('\n');
}
