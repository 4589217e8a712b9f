import type { Verdict } from './verdict.ts';

/** A verdict without what differs between two runs of the same program: times, places of files. */
export function goldenOf({ outcome, checks }: Verdict): object {
  return {
    outcome,
    checks: checks.map(({ title, outcome, diagnosis }) => ({
      title,
      outcome,
      ...(diagnosis
        ? { diagnosis: diagnosis.code, evidence: diagnosis.evidence.map(({ actor, text }) => `${actor}: ${text}`) }
        : {}),
    })),
  };
}
