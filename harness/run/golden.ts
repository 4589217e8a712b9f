import type { Verdict } from './verdict.ts';

/**
 * What a run proves of one misconception: the checks that name it, with their evidence, without times. What else the same
 * program breaks is left out: whether a record that only the leader had is lost is up to the moment.
 */
export function goldenOf({ checks }: Pick<Verdict, 'checks'>, code: string): object {
  return {
    diagnosis: code,
    checks: checks
      .filter(({ diagnosis }) => diagnosis?.code === code)
      .map(({ title, diagnosis }) => ({
        title,
        evidence: diagnosis!.evidence.map(({ actor, text }) => `${actor}: ${text}`),
      })),
  };
}
