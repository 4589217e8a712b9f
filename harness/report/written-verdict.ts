import { join } from 'node:path';
import type { Lab } from '../course/labs.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { CheckVerdict } from '../run/verdict.ts';

/** For unit tests: a lab, what went wrong in it, a check that passed and one that failed. */
export const lab: Lab = {
  name: '01-acks',
  number: '01',
  title: 'Acks',
  goal: 'You send payments that nobody may lose.',
  minutes: 10,
  shape: 'three',
  files: ['sender.ts'],
  tasks: ['Send'],
  decisions: [],
  diagnoses: {},
  folder: join(process.cwd(), 'labs/01-acks'),
  solutionFolder: join(process.cwd(), 'solutions/01-acks'),
  testFile: join(process.cwd(), 'labs/01-acks/acks.test.ts'),
  lessonFile: join(process.cwd(), 'labs/01-acks/lesson.md'),
};

export const cause: Diagnosis = {
  code: 'leader-only',
  title: 'The payment waits for the leader only.',
  why: 'A leader that dies takes with it what its followers had not fetched yet, and nobody tells the sender, who took it for stored.',
  section: 'what-acks-means',
  hints: ['1', '2', '3'],
  evidence: [
    { n: 1, atMs: 1_204, actor: 'you', text: 'sendPayment(order-1): resolved', details: { kind: 'note' } },
    {
      n: 2,
      atMs: 12_345,
      actor: 'broker 2',
      text: `offsets of payments-0 end at 0: ${'no record of order-1 is there; '.repeat(4)}`,
      details: { kind: 'note' },
    },
  ],
};

export const passed: CheckVerdict = {
  title: 'a payment is acknowledged',
  task: 1,
  level: 'core',
  outcome: 'passed',
  durationMs: 5,
};
export const failed: CheckVerdict = {
  ...passed,
  title: 'a payment survives its leader',
  outcome: 'failed',
  diagnosis: cause,
};
