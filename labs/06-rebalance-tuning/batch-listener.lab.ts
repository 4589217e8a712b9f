import type { LabPart } from '#define';

/** Task 3: a buffer over a rebalance. */
export const batchListener = {
  diagnoses: {
    'offset-past-unwritten-rows': { section: 'what-waits-is-read-again' },
    'writes-what-another-reads': { section: 'what-waits-is-read-again' },
    'offset-kept': { section: 'what-stays-is-read-again-too' },
    'moves-anothers-offset': { section: 'a-flush-under-way' },
    'kept-and-read-again': { section: 'what-stays-is-read-again-too' },
    'rows-not-written': { section: 'what-stays-is-read-again-too' },
    'offset-stands-still': { section: 'a-flush-under-way' },
    'more-than-a-batch-doubled': { section: 'a-flush-under-way' },
  },
} satisfies LabPart;
