import type { LabPart } from '#define';

/** Task 3, the relay: from the outbox to Kafka. */
export const relay = {
  diagnoses: {
    'outbox-changed': { section: 'delivered-means-acknowledged' },
    'recorded-before-stored': { section: 'delivered-means-acknowledged' },
    'gap-passed-over': { section: 'numbers-have-gaps' },
    overtaken: { section: 'two-relays' },
    'told-twice': { section: 'two-relays' },
    'lock-kept': { section: 'two-relays' },
    'not-published': { section: 'delivered-means-acknowledged' },
    'wrong-aggregate-key': { section: 'delivered-means-acknowledged' },
    'no-event-id': { section: 'delivered-means-acknowledged' },
    'deleted-at-once': { section: 'delivered-means-acknowledged' },
    miscounted: { section: 'delivered-means-acknowledged' },
  },
} satisfies LabPart;
