import { defineLab } from '#define';

export default defineLab({
  title: 'When the offset moves: auto, sync and async commits',
  goal: 'You write two payment workers. The first loses no order and, after a crash, charges at most the order in hand again. The second loses none either, and never waits for a commit.',
  minutes: 45,
  shape: 'one',
  files: ['payment-worker.ts', 'fast-worker.ts'],
  tasks: ['A worker that commits each order', 'A worker that does not wait for its commits'],

  diagnoses: {
    'not-charged': { section: 'your-task' },
    'one-offset-for-all-partitions': { section: 'one-offset-for-each-partition' },
    'work-not-awaited': { section: 'before-or-after-the-work' },
    'failed-order-skipped': { section: 'an-error-is-an-answer' },
    'commit-before-work': { section: 'before-or-after-the-work' },
    'order-lost': { section: 'before-or-after-the-work', isConsequence: true },
    'charged-at-once': { section: 'one-after-the-other' },
    'never-commits': { section: 'the-next-to-read' },
    'commits-one-short': { section: 'the-next-to-read' },
    'commits-too-rarely': { section: 'when-kafkajs-commits-for-you' },
    'charged-twice': { section: 'your-task', isConsequence: true },
    'leaves-lag': { section: 'the-next-to-read', isConsequence: true },
    'stuck-after-crash': { section: 'your-task', isConsequence: true },
    'older-commit-overwrites': { section: 'commits-in-the-background' },
    'commit-holds-up-work': { section: 'commits-in-the-background' },
    'last-commit-not-awaited': { section: 'stopping' },
    'commit-error-swallowed': { section: 'commits-in-the-background' },
  },
});
