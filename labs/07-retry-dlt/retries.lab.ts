import type { LabPart } from '#define';

/** Task 2: orders that may be paid later. */
export const retries = {
  diagnoses: {
    'not-awaited': { section: 'what-happens-to-the-next-order' },
    'holds-up-the-partition': { section: 'where-an-order-waits' },
    'kept-in-memory': { section: 'where-an-order-waits' },
    'committed-before-stored': { section: 'where-an-order-waits' },
    'retried-for-nothing': { section: 'what-the-record-must-say' },
    'given-up-silently': { section: 'what-the-record-must-say' },
    'never-dead': { section: 'what-the-record-must-say' },
    'given-up-early': { section: 'what-the-record-must-say' },
    'attempts-unknown': { section: 'what-the-record-must-say' },
    'due-unknown': { section: 'what-the-record-must-say' },
    'wait-out-of-bounds': { section: 'how-long-an-order-waits' },
    'no-jitter': { section: 'how-long-an-order-waits' },
    'tried-too-early': { section: 'a-consumer-that-waits' },
    'tried-too-late': { section: 'a-consumer-that-waits' },
    'thrown-out-while-waiting': { section: 'a-consumer-that-waits' },
    'retried-without-key': { section: 'what-the-record-must-say' },
    'changed-on-the-way': { section: 'what-the-record-must-say' },
    'origin-lost': { section: 'what-the-record-must-say' },
    'not-tried-again': { section: 'where-an-order-waits' },
    'retries-not-committed': { section: 'where-an-order-waits' },
    'waits-elsewhere': { section: 'where-an-order-waits', isConsequence: true },
  },
} satisfies LabPart;
