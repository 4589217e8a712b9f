/** How a check or a run ended. `inconclusive`: the environment broke, or a fault did not happen, so nothing is proved. */
export type Outcome = 'passed' | 'failed' | 'inconclusive' | 'harness-error';

const precedence: readonly Outcome[] = ['harness-error', 'failed', 'inconclusive', 'passed'];

/** A run's outcome out of its checks': the gravest one. A run without checks proves nothing. */
export function gravest(outcomes: readonly Outcome[]): Outcome {
  return precedence.find((outcome) => outcomes.includes(outcome)) ?? 'inconclusive';
}

export const exitCodes: Readonly<Record<Outcome, number>> = {
  passed: 0,
  failed: 1,
  inconclusive: 2,
  'harness-error': 3,
};
