import type { LabPart } from '#define';

/** Task 2: following the binlog. */
export const cdc = {
  diagnoses: {
    'first-position-not-saved': { section: 'where-to-begin' },
    'begins-at-the-end': { section: 'where-to-begin' },
    'saved-before-stored': { section: 'stored-then-saved' },
    'position-too-far': { section: 'where-a-transaction-ends' },
    'change-missing': { section: 'where-a-transaction-ends' },
    'wrong-key': { section: 'one-after-the-other' },
    'out-of-order': { section: 'one-after-the-other' },
    'sent-side-by-side': { section: 'one-after-the-other' },
    'hides-the-hole': { section: 'where-to-begin' },
    'begins-anew': { section: 'stored-then-saved' },
    'never-saved': { section: 'stored-then-saved' },
    'no-change': { section: 'where-a-transaction-ends' },
    'no-id': { section: 'stored-then-saved' },
    'nothing-sent': { section: 'the-log-that-is-there-already' },
  },
} satisfies LabPart;
