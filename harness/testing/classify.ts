import type { DescribedLab } from '../course/lab-texts.ts';
import type { CheckReport } from '../course/provided-run.ts';
import { type CommonCode, commonDiagnoses, rankedDiagnoses } from '../diagnosis/common.ts';
import { diagnose } from '../diagnosis/diagnosis.ts';
import { tell } from '../facts/event-words.ts';
import type { History } from '../history/history.ts';
import { ownBug } from './consumer-crash.ts';
import { isEnvironment } from './environment.ts';
import { LearnerError } from './learner-error.ts';
import { LearnerProblem } from './learner-problem.ts';
import { placeIn } from './place-in.ts';
import { CheckFailure } from './verdicts.ts';

/** What is wrong with a program whatever its servers do. */
const WITHOUT_SERVERS: ReadonlySet<string> = new Set<CommonCode>([
  'does-not-compile',
  'not-loaded',
  'missing-export',
  'missing-decision',
]);

/** Whether a server's end could be what made a check find this. */
export const mayFollowADeath = (code: string): boolean => !WITHOUT_SERVERS.has(code);

export type Classified = Pick<CheckReport, 'outcome' | 'diagnosis' | 'reason'>;

/**
 * What a check's end means. Whatever was not expected is a bug of the course, never the learner's fault. Throws where the check
 * fails with a code that nobody described.
 */
export function classify(
  thrown: unknown,
  { lab, history, died }: { lab: DescribedLab; history: History; died: string | undefined },
): Classified {
  if (thrown === undefined) return died ? { outcome: 'inconclusive', reason: died } : { outcome: 'passed' };
  if (thrown instanceof LearnerProblem && !(died && mayFollowADeath(thrown.code))) {
    const facts = thrown.facts.map(({ actor, said }) =>
      typeof said === 'string' ? history.record(actor, said) : tell(history, actor, said),
    );
    return { outcome: 'failed', diagnosis: diagnose(thrown.code, commonDiagnoses, facts) };
  }
  if (died) return { outcome: 'inconclusive', reason: died };
  // Whatever the check saw of it, such as an order that nobody pays, is a consequence.
  const bug = thrown instanceof CheckFailure && ownBug(history);
  if (bug) return { outcome: 'failed', diagnosis: diagnose('consumer-crashed', commonDiagnoses, [bug]) };
  if (thrown instanceof CheckFailure)
    return { outcome: 'failed', diagnosis: diagnose(thrown.code, rankedDiagnoses(lab.diagnoses), thrown.evidence) };
  if (thrown instanceof LearnerError) {
    const before = history.last(3, 'note', 'call', 'fault', 'effect');
    const { name, message, learnerStack } = thrown;
    const fact = tell(history, 'you', {
      kind: 'threw',
      name,
      message: message.split('\n')[0]!,
      place: placeIn(learnerStack),
    });
    return {
      outcome: 'failed',
      diagnosis: diagnose('threw', commonDiagnoses, [...before, fact]),
    };
  }
  if (isEnvironment(thrown)) return { outcome: 'inconclusive', reason: describe(thrown) };
  return harnessError(thrown);
}

/** What an error means that nobody expected. */
export function harnessError(thrown: unknown): Classified {
  return { outcome: 'harness-error', reason: (thrown as Error).stack ?? String(thrown) };
}

function describe(thrown: unknown): string {
  const { message, cause } = thrown as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
