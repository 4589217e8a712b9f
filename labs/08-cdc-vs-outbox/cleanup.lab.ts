import type { LabPart } from '#define';

/** Task 4, the cleanup: what is told may go. */
export const cleanup = {
  diagnoses: {
    'undelivered-deleted': { section: 'what-is-told-may-go' },
    'too-young': { section: 'what-is-told-may-go' },
    'told-again': { section: 'what-is-told-may-go' },
    'all-at-once': { section: 'what-is-told-may-go' },
    'left-behind': { section: 'what-is-told-may-go' },
    'miscounted-cleanup': { section: 'what-is-told-may-go' },
  },
} satisfies LabPart;
