import { defineLab, joinParts } from '#define';
import { payments } from './payments.lab.ts';
import { redrive } from './redrive.lab.ts';
import { retries } from './retries.lab.ts';

export default defineLab({
  title: 'Retries and dead letters: now, later, or never',
  goal: 'You write a payment consumer that gives each failed order its place: what can never be paid becomes a dead letter at once, what may be paid later is tried again with longer and longer waits, and what was mended is put back exactly once.',
  minutes: 120,
  shape: 'one',
  sideBySide: true,
  files: ['payments.ts', 'retries.ts', 'redrive.ts'],
  tasks: ['Orders that can never be paid', 'Orders that may be paid later', 'Putting dead letters back'],
  ...joinParts([payments, retries, redrive]),
});
