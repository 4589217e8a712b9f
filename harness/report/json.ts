import type { Verdict } from '../run/verdict.ts';

/** The machine form of a verdict; its shape is a promise (docs/README.md). */
export function verdictJson(verdict: Verdict): object {
  const { lab, variant, outcome, runtime, kafkaVersion, durationMs } = verdict;
  return {
    lab,
    variant,
    outcome,
    runtime,
    kafkaVersion,
    durationMs,
    checks: verdict.checks.map((check) => ({
      title: check.title,
      task: check.task,
      level: check.level,
      outcome: check.outcome,
      ...(check.reason ? { reason: check.reason } : {}),
      ...(check.diagnosis
        ? {
            diagnosis: {
              code: check.diagnosis.code,
              title: check.diagnosis.title,
              why: check.diagnosis.why,
              evidence: check.diagnosis.evidence,
              hint: check.diagnosis.hints[0],
            },
          }
        : {}),
    })),
  };
}

/** A verdict without what differs between two runs of the same program: for golden files. */
export function goldenJson(verdict: Verdict): object {
  return {
    outcome: verdict.outcome,
    checks: verdict.checks.map(({ title, outcome, diagnosis }) => ({
      title,
      outcome,
      ...(diagnosis
        ? { diagnosis: diagnosis.code, evidence: diagnosis.evidence.map(({ actor, text }) => `${actor}: ${text}`) }
        : {}),
    })),
  };
}
