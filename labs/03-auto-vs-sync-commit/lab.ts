import { defineLab } from '#define';

export default defineLab({
  title: 'When the offset moves: auto, sync and async commits',
  goal: 'You write two payment workers. The first loses no order and, after a crash, charges at most the order in hand again. The second loses none either, and never waits for a commit.',
  minutes: 45,
  shape: 'one',
  sideBySide: true,
  files: ['payment-worker.ts', 'fast-worker.ts'],
  tasks: ['A worker that commits each order', 'A worker that does not wait for its commits'],
  decisions: [
    [
      'When does kafkajs commit, if you let it: after each message, or after each batch that it fetched?',
      '`autoCommit` is an option of `consumer.run`. See “When kafkajs commits for you”.',
      '`autoCommit: false`: then only your code moves the offset.',
    ],
    [
      'If the process dies between the two steps, which is worse for a customer: charged twice, or never?',
      'First the charge, and wait for it; then `consumer.commitOffsets([{ topic, partition, offset }])`, and wait for that. The committed offset is the next one to read. See “The next to read”.',
      '`await charge(order); await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);`.',
    ],
    [
      'How many commits may be under way at the same time, if none of them may overtake another?',
      'One. While it is under way, only remember what is newer (`newest`); when it is over, commit that. And somebody must hear of a commit that fails for good. See “Commits in the background”.',
      'An async function with `while (newest.size > 0) { const offsets = [...newest].map(…); newest.clear(); await consumer.commitOffsets(offsets); } committing = undefined;`, in a `try` whose `catch` calls `page(…)`.',
    ],
    [
      'Which promises are there that somebody still has to wait for?',
      'The charge in hand (`inHand`), then the commit under way (`committing`), then `consumer.disconnect()`. While it stops, kafkajs takes no commits any more.',
      '`await inHand.catch(() => {}); await committing; await consumer.disconnect();`.',
    ],
  ],
  diagnoses: {
    'not-charged': {
      title: 'Orders are not charged.',
      why: 'The topic holds orders, and the worker did not charge all of them though nothing was broken.',
      section: 'your-task',
      hints: [
        'Which line of your handler calls `charge`, and does every message come to it?',
        'Print each message’s offset when the handler begins: which offset is the last?',
        '`await charge(parseOrder(message))` for each message.',
      ],
    },
    'one-offset-for-all-partitions': {
      title: 'One offset was committed for every partition.',
      why: 'Each partition counts its offsets for itself. A number that is right for one partition skips orders of another, or goes back in it.',
      section: 'one-offset-for-each-partition',
      hints: [
        'Which partition does the message in hand belong to?',
        '`commitOffsets` takes a list with one entry for each partition that you move. Move only the one that you have worked on.',
        '`await consumer.commitOffsets([{ topic, partition, offset: next }])` with the `partition` of the message.',
      ],
    },
    'work-not-awaited': {
      title: 'The offset moved while the charge was still under way.',
      why: '`charge` returns a promise, and nobody waited for it. So the commit said “done” about an order that was not charged yet. When the worker dies now, nobody charges it.',
      section: 'before-or-after-the-work',
      hints: [
        'At the moment of the commit, do you know that the charge has happened?',
        'Look for a call of `charge` without `await` in front of it.',
        '`await charge(order)`, then the commit.',
      ],
    },
    'failed-order-skipped': {
      title: 'An order whose charge failed was never charged: the worker went on.',
      why: 'The failed charge did not keep the offset from moving. Once the offset has moved past an order, no worker reads it again.',
      section: 'an-error-is-an-answer',
      hints: [
        'What does your handler do when `charge` rejects?',
        'A `catch` that logs and goes on tells kafkajs that all is well. Let the error out of the handler: kafkajs reads the message again.',
        'Remove the `try … catch` around `charge`, or `throw error;` at the end of the `catch`.',
      ],
    },
    'commit-before-work': {
      title: 'The offset moved before its order was charged.',
      why: 'The commit says that all orders before that offset are done. Between the commit and the charge there is a moment at which that is not true. A worker that dies then loses the order: the next one begins behind it. This is at-most-once.',
      section: 'before-or-after-the-work',
      hints: [
        'If the process dies right after the commit, who will charge this order?',
        'Which of the two steps can be repeated without losing anything?',
        'Charge first, commit then.',
      ],
    },
    'order-lost': {
      title: 'An order was lost: its offset is committed, and nobody charged it.',
      why: 'The next worker begins at the committed offset and never sees the orders before it.',
      section: 'before-or-after-the-work',
      hints: [
        'Which commit moved the offset past this order?',
        'The evidence names the commit. What had happened to the order by then?',
        'Commit an offset only when every order before it is charged.',
      ],
      isConsequence: true,
    },
    'charged-at-once': {
      title: 'Orders of one partition are charged at the same time, or in another order.',
      why: 'A partition keeps its records in order so that one thing happens after the other. The worker began with an order while an earlier one of the same partition was not done.',
      section: 'one-after-the-other',
      hints: [
        'How many charges of one partition can be under way at once in your code?',
        'Look for `Promise.all`, or for a call that is not awaited. Partitions may run side by side (`partitionsConsumedConcurrently`), messages of one partition may not.',
        'A `for … of` loop with `await charge(order)` in it, or `eachMessage`.',
      ],
    },
    'never-commits': {
      title: 'No offset is ever committed.',
      why: 'Without a commit the group has no place to go on from: after each restart it begins at the first order of the topic, and charges everything again.',
      section: 'the-next-to-read',
      hints: [
        'Who commits when `autoCommit` is false?',
        'Look at `consumer.commitOffsets`.',
        '`await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }])` after each charge.',
      ],
    },
    'commits-one-short': {
      title: 'The committed offset is that of the order just charged; it must be the next one.',
      why: 'A committed offset is the next to read. With the offset of the order itself, the next worker reads that order once more; and the group’s lag never gets to 0.',
      section: 'the-next-to-read',
      hints: [
        'The committed offset is 7. Which record will the next worker read first?',
        'It reads record 7. So which number do you commit when record 7 is done?',
        '`String(BigInt(message.offset) + 1n)`.',
      ],
    },
    'commits-too-rarely': {
      title: 'The offset moves once for many orders, so a crash repeats all of them.',
      why: 'kafkajs’s auto commit runs when a whole fetched batch has been worked off (or when its interval or threshold says so, after a message). What was charged since the last commit is charged again by the next worker.',
      section: 'when-kafkajs-commits-for-you',
      hints: [
        'How many orders are charged between two commits? The evidence shows it.',
        'Does `autoCommit: false` stand where kafkajs looks for it? It belongs to `consumer.run`; `kafka.consumer` ignores it.',
        '`consumer.run({ autoCommit: false, eachMessage: … })`, and commit after each charge.',
      ],
    },
    'charged-twice': {
      title: 'An order was charged twice though nothing went wrong.',
      why: 'No process died and no charge failed, and yet one order was paid for twice.',
      section: 'your-task',
      hints: [
        'How often does your handler call `charge` for one message?',
        'Do you begin again with messages that are done, for example after a pause or a seek?',
        'One message, one `await charge(order)`.',
      ],
      isConsequence: true,
    },
    'leaves-lag': {
      title: 'All orders are charged, and the group still has lag.',
      why: 'Lag is the end of the partition minus the committed offset. After the last order it must be 0, or the next worker charges orders again.',
      section: 'the-next-to-read',
      hints: [
        'Which offset was committed last, and which order was charged last?',
        'Is there a path on which an order is charged and nothing is committed?',
        'Commit after each charge, before the handler returns.',
      ],
      isConsequence: true,
    },
    'stuck-after-crash': {
      title: 'After a crash, the next worker does not work off what is left.',
      why: 'A worker was killed and another was started. Orders were left, and it did not charge them.',
      section: 'your-task',
      hints: [
        'From where does a new worker begin to read?',
        'Does your worker wait for something that only a first start gives?',
        'Use the group’s committed offsets: `subscribe` and `run` do that by themselves.',
      ],
      isConsequence: true,
    },
    'older-commit-overwrites': {
      title: 'An older commit landed after a newer one: the committed offset went backwards.',
      why: 'A commit was refused for a moment (that happens while a coordinator moves), and kafkajs tried it again a third of a second later. Meanwhile newer commits had landed. The group now stands where it stood before, and after a restart the orders in between are charged again.',
      section: 'commits-in-the-background',
      hints: [
        'How many commits can be under way at once in your code?',
        'A commit that is tried again is still under way. What if the next one waits until it is over?',
        'Keep one promise, `committing`. Begin a commit only when there is none, and let it run on while `newest` holds something.',
      ],
    },
    'commit-holds-up-work': {
      title: 'The worker waits for its commit before it charges the next order.',
      why: 'The answer to a commit was held back, and no other order was charged meanwhile. That is safe, and slow: each order pays for a round trip to the coordinator. This worker was to be fast.',
      section: 'commits-in-the-background',
      hints: [
        'Does your handler return before the commit is answered?',
        'kafkajs calls the handler for the next message only when this one’s promise has resolved. (Its own auto commit is waited for, too.)',
        'Call `commitSoon()` without `await`.',
      ],
    },
    'last-commit-not-awaited': {
      title: 'The worker stopped before its last commit had landed.',
      why: 'The orders are charged, and their offset is not committed. `consumer.commitOffsets` does nothing while the consumer stops: no error, no commit. The next worker charges them again, though nothing has crashed.',
      section: 'stopping',
      hints: [
        'When `stop()` is called, what is still under way?',
        'First the charge in hand, then its commit, then `disconnect`.',
        '`await inHand.catch(() => {}); await committing; await consumer.disconnect();`.',
      ],
    },
    'commit-error-swallowed': {
      title: 'A commit was refused for good, and nobody heard of it.',
      why: 'The broker answered ILLEGAL_GENERATION: this worker is no longer the one that may commit. The worker goes on charging, and each of those orders will be charged again by somebody else.',
      section: 'commits-in-the-background',
      hints: [
        'Where does the rejection of your background commit go?',
        'A promise that nobody awaits needs a `.catch` that does something about it.',
        'In the function that commits: `try { … } catch (error) { await page(String(error)); }`.',
      ],
    },
  },
});
