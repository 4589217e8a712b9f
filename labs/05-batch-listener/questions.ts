import { lineOf, type Question } from '#define';

export const questions: Question[] = [
  {
    id: 'auto-commit-and-memory',
    ask: 'A listener puts each order into an array and writes three at a time. The commits are left to kafkajs. The process is killed at some moment, and another one goes on. What do you find in the table?',
    choices: {
      once: 'each order once, whatever the moment',
      twice: 'at some moments, orders twice',
      lost: 'after some moments, orders are missing for good',
    },
    run: 'mistake auto-commit',
    check: 'no row is lost, whatever moment the listener dies',
    found: (shown) => {
      if (shown.outcome === 'passed') return 'once';
      return lineOf(shown, /the table lacks an order for good/) ? 'lost' : undefined;
    },
    because:
      'For kafkajs an order is done when the handler returns, and this one returns at once: the order is in memory only. Auto commit repeats what your handler waits for, and loses what it does not wait for.',
    section: 'written-then-committed',
  },
];
