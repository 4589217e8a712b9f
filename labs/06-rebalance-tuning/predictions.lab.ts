import type { LabPart } from '#define';

/** Task 4: what a rebalance costs those who have nothing to do with it. */
export const predictions = {
  decisions: [
    [
      'When does the broker know that the killed member is dead? What does it ask of the others meanwhile?',
      'The member that comes back is a new one to the group; the dead one still counts until its session is over. See “What it costs the others”.',
      'The session is 4 s here, and most of it is still to come: `4_000`.',
    ],
    [
      'Does a member that keeps all of its partitions have to stop reading?',
      'In the new protocol the broker tells each member by itself which partitions to give back. See “What it costs the others”.',
      'About as long as between two orders: `100`.',
    ],
    ['How many members of a group may read one partition?', 'One. See “What it costs the others”.', '`1`.'],
  ],
  diagnoses: {
    'no-prediction': {
      title: 'You have not said what you expect.',
      why: '`predict()` must give three numbers. None of them is wrong; but who does not say what to expect does not notice what is surprising.',
      section: 'what-it-costs-the-others',
      hints: [
        'What would you bet on?',
        'Numbers: milliseconds, milliseconds, and a count of members.',
        '`return { eagerMs: 4_000, incrementalMs: 100, idleMembers: 1 };`.',
      ],
    },
  },
} satisfies LabPart;
