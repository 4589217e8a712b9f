import type { LabPart } from '#define';

/** Task 4, the reader: each event counts once. */
export const readModel = {
  diagnoses: {
    'wrong-event-id': { section: 'each-event-counts-once' },
    'not-deleted': { section: 'each-event-counts-once' },
    'wrong-view': { section: 'each-event-counts-once' },
    risen: { section: 'each-event-counts-once' },
    'counted-twice': { section: 'each-event-counts-once' },
    'known-in-memory': { section: 'each-event-counts-once' },
    'event-lost': { section: 'each-event-counts-once' },
    'stands-still': { section: 'each-event-counts-once' },
  },
} satisfies LabPart;
