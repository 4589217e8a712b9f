import type { LabPart } from '#define';

/** Task 1: what a poller misses. */
export const predictions = {
  diagnoses: {
    'no-prediction': { section: 'asking-again-and-again' },
  },
} satisfies LabPart;
