import type { LabPart } from '#define';

/** Task 1: orders that can never be paid. */
export const payments = {
  diagnoses: {
    'committed-before-paid': { section: 'stored-then-committed' },
    'committed-before-dead-letter': { section: 'stored-then-committed' },
    'timeout-called-dead': { section: 'now-later-or-never' },
    swallowed: { section: 'the-two-ways-that-everybody-tries' },
    'poison-stops-the-partition': { section: 'the-two-ways-that-everybody-tries' },
    'done-and-not-committed': { section: 'stored-then-committed' },
    'asked-in-vain': { section: 'now-later-or-never' },
    'paid-and-buried': { section: 'stored-then-committed' },
    'buried-twice': { section: 'stored-then-committed' },
    'without-key': { section: 'what-a-dead-letter-holds' },
    rewritten: { section: 'what-a-dead-letter-holds' },
    'origin-unknown': { section: 'what-a-dead-letter-holds' },
    'commits-late': { section: 'stored-then-committed' },
  },
} satisfies LabPart;
