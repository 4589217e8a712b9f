import { lineOf, type Question } from '#define';

export const questions: Question[] = [
  {
    id: 'broken-json',
    ask: 'The first of five orders is broken JSON. The handler logs the error and throws it, so that nobody can overlook it. What has happened three seconds later?',
    choices: {
      skipped: 'the broken one is skipped, the other four are paid',
      again: 'it is read again and again, and the others wait',
      left: 'the consumer has left its group, and nobody reads',
    },
    run: 'mistake throws-everything',
    check: 'an order that cannot be paid does not stop those behind it',
    found: (shown) => {
      if (shown.outcome === 'passed') return 'skipped';
      return lineOf(shown, /^leaves the group/) ? 'left' : 'again';
    },
    because:
      'kafkajs takes a SyntaxError for a bug in the program and does not begin again. The process lives, and its health check is green. Any other error would bring the order again and again.',
    section: 'the-two-ways-that-everybody-tries',
  },
];
