import { expect, test } from 'vitest';
import type { DescribedLab } from '../course/lab-texts.ts';
import type { CommonCode } from '../diagnosis/common.ts';
import { History } from '../history/history.ts';
import { classify } from './classify.ts';
import { LearnerProblem } from './learner-problem.ts';

const lab = { diagnoses: {} } as DescribedLab;
const died = 'broker 1 ended with code 137, and nobody here asked it to';

function outcomeOf(code: CommonCode, died: string | undefined) {
  const problem = new LearnerProblem(code, [{ actor: 'you', said: 'it ended' }]);
  const { outcome, reason, diagnosis } = classify(problem, { lab, history: new History(), died });
  return { outcome, why: reason ?? diagnosis?.code };
}

test('a program that ends, or waits for ever, after a server has died may do so because of that', () => {
  for (const code of ['crashed', 'exited-early', 'never-settled', 'blocked-event-loop'] as const) {
    expect(outcomeOf(code, died)).toEqual({ outcome: 'inconclusive', why: died });
    expect(outcomeOf(code, undefined)).toEqual({ outcome: 'failed', why: code });
  }
});

test('no server’s death leaves a decision missing, or keeps a file from being loaded', () => {
  for (const code of ['missing-decision', 'does-not-compile', 'not-loaded', 'missing-export'] as const)
    expect(outcomeOf(code, died)).toEqual({ outcome: 'failed', why: code });
});
