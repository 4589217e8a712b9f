import type { LabPart } from '#define';

/** Task 3: a buffer over a rebalance. */
export const batchListener = {
  decisions: [
    [
      'Two rows of partition 2 wait in memory, and partition 2 is given to another listener. Who writes them now?',
      'kafkajs tells with `GROUP_JOIN`, before it fetches anything, that the partitions have been shared out anew. It then reads every partition from its committed offset, also those that stay. See “What waits is read again”.',
      '`consumer.on(consumer.events.GROUP_JOIN, () => batches.clear());`.',
    ],
    [
      'Your INSERT takes half a second. In that time the group rebalances. Whose offset do you commit?',
      'The broker looks at your membership, which is new and valid; it does not look at whose partition it is. Count the joins, and compare before and after you waited. See “A flush under way”.',
      '`const joined = joins; await write(batch.rows); if (joins !== joined) return;`, with `joins += 1` in the listener for `GROUP_JOIN`.',
    ],
  ],
  diagnoses: {
    'offset-past-unwritten-rows': {
      title: 'After a rebalance an offset moved past rows that are not written.',
      why: 'The rows were thrown away, and the number behind them was kept. A later commit took that number, and said “done” about orders that are not in the table. The next listener that reads from there never sees them.',
      section: 'what-waits-is-read-again',
      hints: [
        'Rows and their offset belong together. Which of the two did you throw away?',
        'Whatever you commit after a rebalance must come from what was read after it.',
        'Keep `rows` and `next` in one object for each partition, and empty the map as a whole: `batches.clear()`.',
      ],
    },
    'writes-what-another-reads': {
      title: 'Rows of a partition that another listener has by now were written.',
      why: 'The group gave the partition to another listener, which reads it from the committed offset. The rows that waited in your memory come after that offset, so both write them. The group tells nobody to forget what it holds in memory.',
      section: 'what-waits-is-read-again',
      hints: [
        'After a rebalance, which rows in memory are still yours to write?',
        'None is: what was not committed is read again, by you or by another. Throw the rows away before you fetch again.',
        '`consumer.on(consumer.events.GROUP_JOIN, () => { joins += 1; batches.clear(); });`.',
      ],
    },
    'offset-kept': {
      title: 'Rows were thrown away, and their offset was kept and committed.',
      why: 'After the rebalance a flush without rows committed the number that was left of them. It says “done” about orders that this listener did not write, in a partition that another one has by now.',
      section: 'what-stays-is-read-again-too',
      hints: [
        'What is left of a batch when its rows are gone?',
        'Rows and their offset belong together: both go, or both stay.',
        'Empty the map as a whole: `batches.clear()`.',
      ],
    },
    'moves-anothers-offset': {
      title: 'A listener moved the offset of a partition that is not its own any more.',
      why: 'The flush began before the rebalance and committed after it. kafkajs sends each commit with the newest membership; the broker sees a valid member, and does not ask whether the partition is its own. The new owner’s place in the partition was overwritten.',
      section: 'a-flush-under-way',
      hints: [
        'What can happen to the group between the start of your INSERT and its answer?',
        'After each wait, ask again whether you may still commit.',
        '`const joined = joins; await write(batch.rows); if (joins !== joined) return;`.',
      ],
    },
    'kept-and-read-again': {
      title: 'Rows from before the rebalance were kept, and read once more.',
      why: 'After a rebalance kafkajs reads every partition from its committed offset: those that stay with you as well, and those that come back to you. Rows that were still in memory stood beside their second copy, or beside what another had written meanwhile.',
      section: 'what-stays-is-read-again-too',
      hints: [
        'From which offset does kafkajs read a partition that stays with you?',
        'The committed one. What you have in memory comes after it, so it is read again.',
        'Empty all of `batches` at `GROUP_JOIN`, not only what was taken; `REBALANCING` is not enough, for a member that was thrown out never hears it.',
      ],
    },
    'rows-not-written': {
      title: 'Orders do not become rows.',
      why: 'The topic holds orders, and the table never holds all of them. Nobody has committed past them: they are read, and kept or thrown away.',
      section: 'what-stays-is-read-again-too',
      hints: [
        'Which orders are missing: those of a partition that has moved, or all?',
        'A partition that was taken can come back. What marks it as taken must go then.',
        'Keep no list of what was taken: empty the buffer at `GROUP_JOIN`, and treat every order that comes after it alike.',
      ],
    },
    'offset-stands-still': {
      title: 'Rows are written, and their offset is not committed any more.',
      why: 'The flush gives its commit up although no rebalance came between its INSERT and its commit. Whoever reads the partition next writes all of it again.',
      section: 'a-flush-under-way',
      hints: [
        'Which two moments do you compare before you commit?',
        'The number of joins when this flush began, and the number now.',
        'Take the number inside the flush, right before the INSERT: `const joined = joins; await write(batch.rows);`.',
      ],
    },
    'more-than-a-batch-doubled': {
      title: 'More rows came twice than the flush in hand explains.',
      why: 'A rebalance may repeat the batch that is being written at that moment. What was written before it was to be committed by then, and was not, or an offset was moved back.',
      section: 'a-flush-under-way',
      hints: [
        'How many batches can be written and not yet committed?',
        'One for each partition. A commit follows its own INSERT.',
        '`await write(batch.rows); await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);`.',
      ],
    },
  },
} satisfies LabPart;
