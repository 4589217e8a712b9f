import type { LabPart } from '#define';

/** Task 4: what a rebalance costs those who have nothing to do with it. */
export const predictions = {
  diagnoses: {
    'no-prediction': { section: 'what-it-costs-the-others' },
  },
} satisfies LabPart;
