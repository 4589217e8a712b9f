import { defineLab } from '#define';

export default defineLab({
  title: 'Batches: many orders, one INSERT',
  goal: 'You write a listener that archives orders in a database: many rows with one INSERT, committed once for each batch. No row is lost, and after a crash at most one batch of each partition is written again.',
  minutes: 45,
  shape: 'one',
  database: true,
  files: ['batch-listener.ts'],
  tasks: ['Rows in batches, committed after they are written', 'A row that is there already'],

  diagnoses: {
    'not-written': { section: 'your-task' },
    'rows-missing': { section: 'one-flush-at-a-time' },
    'tail-never-written': { section: 'a-batch-that-does-not-fill-up' },
    'same-batch-again': { section: 'how-far-have-i-read-how-far-am-i-done' },
    'one-offset-for-all-partitions': { section: 'written-then-committed' },
    'commit-before-write': { section: 'written-then-committed' },
    'commits-short': { section: 'written-then-committed' },
    'never-commits': { section: 'how-far-have-i-read-how-far-am-i-done' },
    'flushed-not-committed': { section: 'the-last-batch' },
    'failed-and-committed': { section: 'one-flush-at-a-time' },
    'piles-up-in-memory': { section: 'whoever-waits-does-not-pile-up' },
    'rows-doubled': { section: 'one-flush-at-a-time' },
    'one-insert-each': { section: 'a-batch-that-does-not-fill-up' },
    'never-ends': { section: 'the-last-batch' },
    'bad-end': { section: 'the-last-batch' },
    'stuck-on-a-row-that-is-there': { section: 'a-row-that-is-there-already' },
  },
});
