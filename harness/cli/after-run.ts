import { relative } from 'node:path';
import { checksVersion } from '../course/checks-version.ts';
import { allLabs, type Lab } from '../course/labs.ts';
import { isPassed, progressOf, readProgress, updateProgress } from '../course/progress.ts';
import { type Diagnosis, decisionOf } from '../diagnosis/diagnosis.ts';
import type { NextStep } from '../report/terminal.ts';
import type { Verdict } from '../run/verdict.ts';

/** Saves what a run of the learner's own files has shown. A run that could not tell says nothing about them. */
export async function remember(
  lab: Lab,
  verdict: Verdict,
  task: number | undefined,
  cause: Diagnosis | undefined,
): Promise<void> {
  if (verdict.outcome !== 'passed' && verdict.outcome !== 'failed') return;
  await readProgress((keptAs) =>
    console.error(` The progress file could not be read; it is kept as ${relative(process.cwd(), keptAs)}.`),
  );
  const checks = verdict.outcome === 'passed' ? await checksVersion(lab) : '';
  await updateProgress(lab.name, (progress) => {
    progress.attempts++;
    if (verdict.outcome === 'failed') {
      progress.lastDiagnosis = cause?.code ?? '';
      progress.lastDecision = decisionOf(cause) ?? 0;
      return;
    }
    delete progress.lastDiagnosis;
    const passed = task === undefined ? lab.tasks.map((_, i) => i + 1) : [task];
    for (const one of passed) progress.checks = { ...progress.checks, [one]: checks };
    const tasks = new Set([...(progress.tasksPassed ?? []), ...passed]);
    progress.tasksPassed = [...tasks].sort();
    if (tasks.size < lab.tasks.length) return;
    progress.passedAt ??= new Date().toISOString();
    if (task === undefined) progress.bestMs = Math.min(progress.bestMs ?? Number.POSITIVE_INFINITY, verdict.durationMs);
  });
}

/** The first task of this lab that is not passed yet, else the first such lab after it. */
export async function nextStep(lab: Lab): Promise<NextStep | undefined> {
  const progress = await readProgress();
  const passed = progressOf(progress, lab.name)?.tasksPassed ?? [];
  const left = lab.tasks.findIndex((_, index) => !passed.includes(index + 1));
  if (left >= 0)
    return { lab: lab.name, task: left + 1, arguments: `${lab.number} --task ${left + 1}`, title: lab.tasks[left]! };
  const after = (await allLabs()).filter(({ name }) => name > lab.name);
  const next = after.find(({ name }) => !isPassed(progressOf(progress, name))) ?? after[0];
  return next && { lab: next.name, arguments: next.number, title: next.title };
}
