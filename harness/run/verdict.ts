import type { CheckReport, Timing } from '../course/provided-run.ts';
import { rankedDiagnoses } from '../diagnosis/common.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { type DiagnosisTable, rootCause } from '../diagnosis/diagnosis.ts';
import { gravest, type Outcome } from '../diagnosis/outcome.ts';

/** One check's part of a verdict. */
export interface CheckVerdict extends Omit<CheckReport, 'task'> {
  title: string;
  task: number;
  durationMs: number;
}

/** What a run found. */
export interface Verdict {
  lab: string;
  variant: string;
  outcome: Outcome;
  runtime: string;
  kafkaVersion: string;
  /** Such as “MariaDB 11.4.5”; only in labs that have a database. */
  database?: string;
  durationMs: number;
  /** The steps of the command other than checks. */
  timings: Timing[];
  checks: CheckVerdict[];
}

/** A run's outcome: that of its core checks. A deeper check that fails is shown and does not keep a lab from being passed. */
export function outcomeOf(checks: readonly CheckVerdict[]): Outcome {
  const decisive = checks.filter(({ level, outcome }) => level === 'core' || outcome === 'harness-error');
  return gravest(decisive.map(({ outcome }) => outcome));
}

/** The root cause among what the core checks found, then among the deeper ones. */
export function diagnosisOf(verdict: Pick<Verdict, 'checks'>, table: DiagnosisTable): Diagnosis | undefined {
  const ranked = rankedDiagnoses(table);
  for (const level of ['core', 'deeper']) {
    const found = verdict.checks.filter((check) => check.level === level).flatMap(({ diagnosis }) => diagnosis ?? []);
    const cause = rootCause(found, ranked);
    if (cause) return cause;
  }
  return undefined;
}
