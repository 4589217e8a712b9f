import type { LabPart } from '#define';

/** Task 3, the writer: an order and its event. */
export const orders = {
  diagnoses: {
    'writer-stuck': { section: 'one-transaction' },
    'stored-and-not-told': { section: 'one-transaction' },
    'told-and-not-stored': { section: 'one-transaction' },
    'sends-by-itself': { section: 'two-writes-and-nothing-in-between' },
    'told-in-another-order': { section: 'first-the-row-then-its-event' },
    'event-missing': { section: 'one-transaction' },
    'not-refused': { section: 'first-the-row-then-its-event' },
    'wrong-aggregate': { section: 'one-transaction' },
  },
} satisfies LabPart;
