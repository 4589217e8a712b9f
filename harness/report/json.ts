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
      ...(check.isNotTried ? { isNotTried: true } : {}),
      ...(check.tally ? { tally: check.tally } : {}),
      ...(check.reason ? { reason: check.reason } : {}),
      ...(check.diagnosis
        ? {
            diagnosis: {
              code: check.diagnosis.code,
              title: check.diagnosis.title,
              why: check.diagnosis.why,
              evidence: check.diagnosis.evidence.map(({ atMs, actor, text }) => ({ atMs, actor, text })),
              hint: check.diagnosis.hints[0],
            },
          }
        : {}),
    })),
  };
}
