import type { LabPart } from '#define';

/** Task 3: putting dead letters back. */
export const redrive = {
  diagnoses: {
    'not-fenced': { section: 'one-at-a-time' },
    'asked-too-early': { section: 'one-at-a-time' },
    'sent-though-fenced': { section: 'one-at-a-time' },
    'takes-the-id-late': { section: 'one-at-a-time' },
    'left-open': { section: 'both-or-neither' },
    'no-end-in-sight': { section: 'an-end-that-stands-still' },
    'put-back-twice': { section: 'both-or-neither' },
    'letter-lost': { section: 'both-or-neither' },
    'wrong-topic': { section: 'as-it-was-before-it-failed' },
    'key-lost': { section: 'as-it-was-before-it-failed' },
    'bytes-changed': { section: 'as-it-was-before-it-failed' },
    'failure-kept': { section: 'as-it-was-before-it-failed' },
    'own-headers-lost': { section: 'as-it-was-before-it-failed' },
    'letters-deleted': { section: 'as-it-was-before-it-failed' },
    'aborted-put-back': { section: 'an-end-that-stands-still' },
    'passed-over': { section: 'a-letter-without-an-address' },
    'letter-not-named': { section: 'a-letter-without-an-address' },
    miscounted: { section: 'an-end-that-stands-still' },
    'never-over': { section: 'an-end-that-stands-still' },
  },
} satisfies LabPart;
