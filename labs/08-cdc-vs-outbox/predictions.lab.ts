import type { LabPart } from '#define';

/** Task 1: what a poller misses. */
export const predictions = {
  decisions: [
    [
      'When the poller looks, how many rows does the table have for order-1?',
      'A poller reads rows, and a row has one state. See “What a poller misses”.',
      'One of the three.',
    ],
    [
      'What does a SELECT return for a row that is not there any more?',
      'Nothing. See “What a poller misses”.',
      'None of the two.',
    ],
    [
      'The poller has seen second 7, and asks for `updated_at > 7`. What of a change in second 7, a moment later?',
      'It asks for later ones only. And a transaction’s rows carry the time of their statement, not that of the commit. See “What a poller misses”.',
      'None of the two.',
    ],
    [
      'What does a replica need to know to be the same as its server?',
      'Every change of every row, and so all twelve stand in the log. See “The log that is there already”.',
      'All twelve.',
    ],
  ],
  diagnoses: {
    'no-prediction': {
      title: 'A prediction is missing, or is no number from 0 on.',
      why: 'No number is wrong here. But whoever has said one before sees more: what surprises you is what you remember.',
      section: 'asking-again-and-again',
      hints: [
        'What do you expect, before you know?',
        'Any number from 0 on will do.',
        'Read the comments in `labs/08-cdc-vs-outbox/predict.ts`, and write four numbers.',
      ],
    },
  },
} satisfies LabPart;
