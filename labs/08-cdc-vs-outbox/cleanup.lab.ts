import type { LabPart } from '#define';

/** Task 4, the cleanup: what is told may go. */
export const cleanup = {
  decisions: [
    [
      'Which events may be deleted, and how many in one transaction?',
      'Those of which the delivery is old. A big DELETE holds its locks, and fills the log of every replica, for as long as it takes. See “What is told may go”.',
      '`SELECT event_id FROM outbox_delivery WHERE sent_at < ? ORDER BY event_id LIMIT ?`.',
    ],
    [
      'The cleanup dies between its two DELETEs. What does the relay make of it?',
      'An event without a delivery is one that waits. So the event goes first, then its delivery. See “What is told may go”.',
      '`DELETE FROM outbox WHERE id IN (?)`, then `DELETE FROM outbox_delivery WHERE event_id IN (?)`.',
    ],
  ],
  diagnoses: {
    'undelivered-deleted': {
      title: 'Events were deleted that nobody ever published.',
      why: 'An event may wait for long: the broker was down, the relay was. Its age says nothing. What nobody has told is lost with it.',
      section: 'what-is-told-may-go',
      hints: [
        'How does your cleanup know that an event was published?',
        'Begin with the deliveries, not with the outbox.',
        '`SELECT event_id FROM outbox_delivery WHERE sent_at < ? …`.',
      ],
    },
    'too-young': {
      title: 'Events were deleted that were delivered just now.',
      why: 'Somebody wants to look at what was told last week. That is what the limit is for.',
      section: 'what-is-told-may-go',
      hints: ['Which events does `before` spare?', 'Compare `sent_at` with it.', '`WHERE sent_at < ?`.'],
    },
    'told-again': {
      title: 'A cleanup that died has made events wait again.',
      why: 'The delivery went first, and the event stayed: for the relay that is an event that was never published. Somebody gets it months later.',
      section: 'what-is-told-may-go',
      hints: [
        'What does an event without a delivery mean to the relay?',
        'Delete the event first, or both in one transaction.',
        '`DELETE FROM outbox …`, then `DELETE FROM outbox_delivery …`.',
      ],
    },
    'all-at-once': {
      title: 'One transaction deletes everything that is old.',
      why: 'It locks every row that it deletes until it is over, and every replica and every reader of the binlog gets it in one piece. After a month without cleanup that is minutes in which nobody can place an order.',
      section: 'what-is-told-may-go',
      hints: [
        'How many rows does your DELETE hold at the same time?',
        'Batches of `batchSize`, each with a transaction of its own.',
        '`LIMIT ?` where the ids are read, and a loop until none are left.',
      ],
    },
    'left-behind': {
      title: 'Old events, or their deliveries, are left.',
      why: 'The tables grow, and each poll of the relay reads them all: with 100,000 delivered rows it takes 100 ms.',
      section: 'what-is-told-may-go',
      hints: [
        'Is the last batch the last one because it was short, or because nothing was left?',
        'Go on until no old delivery is left; and delete it, too.',
        '`if (ids.length === 0) return deleted;`.',
      ],
    },
    'miscounted-cleanup': {
      title: '`cleanUp()` says another number than it deleted.',
      why: 'Whoever runs it wants to know how much was there.',
      section: 'what-is-told-may-go',
      hints: ['What do you count?', 'Add up the events of the batches.', '`deleted += ids.length;`.'],
    },
  },
} satisfies LabPart;
