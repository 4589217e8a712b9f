import type { LabPart } from '#define';

/** Task 1: orders that can never be paid. */
export const payments = {
  decisions: [
    [
      'Broken JSON, a way to pay that nobody knows, a gateway that gives no answer: which of them is another one tomorrow?',
      'Only what may succeed later is worth a later try; all else fails each time. `isTimeout` is given. See “Now, later, or never”.',
      '`const comesAgain = isTimeout(error);`.',
    ],
    [
      'What would you want to know of such an order on Monday morning? And what must it still hold, so that it can be put back?',
      'The key, the value and the headers as they are, and six headers more: their names are in `header`. See “What a dead letter holds”.',
      '`return { key, value, headers: { ...headers, [header.topic]: topic, [header.partition]: String(partition), … } };`.',
    ],
    [
      'The consumer dies between sending the dead letter and the broker’s answer. Where is the order then?',
      'The offset says “done”. That is true once the order is paid, or stored as a dead letter. See “Stored, then committed”.',
      '`await producer.send({ topic: deadLetterTopic, messages });`.',
    ],
  ],
  diagnoses: {
    'committed-before-paid': {
      title: 'The offset moved past an order that was not paid yet.',
      why: 'The offset was committed before the gateway had answered. When the consumer died, nobody read the order again: it is never paid.',
      section: 'stored-then-committed',
      hints: [
        'What does the committed offset say of the order before it?',
        'First the work, then the commit. Lab 03 is about nothing else.',
        '`await pay(parseOrder(message));`, and `commitOffsets` behind the `try`.',
      ],
    },
    'committed-before-dead-letter': {
      title: 'The offset moved before the dead letter was stored.',
      why: 'The group says “done” about an order that was neither paid nor kept. When the consumer dies at that moment, or the broker does not take the dead letter, the order is nowhere.',
      section: 'stored-then-committed',
      hints: [
        'When is an order that cannot be paid done?',
        'When the broker has said that it has the dead letter. `producer.send` resolves then.',
        '`await producer.send({ topic: deadLetterTopic, messages });`, and then the commit.',
      ],
    },
    'timeout-called-dead': {
      title: 'The gateway gave no answer once, and the order became a dead letter.',
      why: 'A timeout says nothing about the order. A second later the gateway may pay it; in the dead letter topic it waits for a person.',
      section: 'now-later-or-never',
      hints: [
        'Would the same order fail again, if it came again in a second?',
        'Tell what fails each time from what may go away.',
        '`const comesAgain = isTimeout(error);`.',
      ],
    },
    swallowed: {
      title: 'An order that failed was passed over: it is neither paid nor in the dead letter topic.',
      why: 'The error was caught and the offset moved on. Nobody will ever read this order again, and nothing but a line in a log says that there was one.',
      section: 'the-two-ways-that-everybody-tries',
      hints: [
        'Where is the order that failed? Look into the dead letter topic.',
        'Catching an error is not handling it. Each order ends in one of two places.',
        'In the `catch`: `throw error` for a timeout; for all else send the dead letter, and wait for it.',
      ],
    },
    'poison-stops-the-partition': {
      title: 'One order that cannot be paid stops all orders behind it.',
      why: 'An error that leaves the handler brings the same record again, or ends the consumer: kafkajs takes a SyntaxError for a bug in the program, and does not begin again. Either way the offset stands still, and the lag grows.',
      section: 'the-two-ways-that-everybody-tries',
      hints: [
        'Which order does the consumer read next after it has failed?',
        'What fails each time must not be thrown: kafkajs brings it again, or stops.',
        'In the `catch`: only `isTimeout(error)` is thrown; all else becomes a dead letter.',
      ],
    },
    'done-and-not-committed': {
      title: 'An order is dealt with, and its offset does not move.',
      why: 'The order is paid, or a dead letter. The group does not know that: who starts next reads it again, and pays it or buries it once more. The lag never comes to zero.',
      section: 'stored-then-committed',
      hints: [
        'What does the next consumer read first?',
        'An order that became a dead letter is done, too.',
        'One `commitOffsets` behind the `try … catch`, and no `return` in it.',
      ],
    },
    'asked-in-vain': {
      title: 'An order that the gateway refused is asked for again.',
      why: 'The gateway has answered, and the answer was no. Whoever asks again hears the same, holds up the partition meanwhile, and puts load on the gateway.',
      section: 'now-later-or-never',
      hints: [
        'What would have to change, so that the second answer is another one?',
        'Only where no answer came is there anything to ask again.',
        '`const comesAgain = isTimeout(error);`.',
      ],
    },
    'paid-and-buried': {
      title: 'An order that was paid became a dead letter, since its commit failed.',
      why: 'The commit stands in the `try` with the payment. A rebalance refuses a commit now and then, and the `catch` took that for a failure of the order. Whoever puts this letter back lets the customer pay twice.',
      section: 'stored-then-committed',
      hints: [
        'Which lines of the `try` can fail, and what does each failure say of the order?',
        'Only the payment and the parsing say something of the order. A commit says something of the group.',
        'Put `commitOffsets` behind the `try … catch`.',
      ],
    },
    'buried-twice': {
      title: 'An order has two dead letters, and nothing had gone wrong.',
      why: 'Two letters of one order are the fair price of a crash. Here nothing crashed: the letter was sent twice, or the order was read again after it.',
      section: 'stored-then-committed',
      hints: [
        'How many sends does the timeline show for one order?',
        'One order that failed, one letter, and then the commit.',
        'One `await producer.send({ topic: deadLetterTopic, messages });` in the `catch`.',
      ],
    },
    'without-key': {
      title: 'The dead letter has lost its key.',
      why: 'Without its key the order goes to some partition when it is put back, and may overtake other orders of the same customer, or be overtaken.',
      section: 'what-a-dead-letter-holds',
      hints: [
        'By what does a producer choose the partition?',
        'The dead letter is the record as it was: key, value and headers.',
        '`return { key, value, headers: { ...headers, … } };`.',
      ],
    },
    rewritten: {
      title: 'The dead letter is not the record that came.',
      why: 'The value was read and written anew, or a header was left out. Then nobody can find out what was wrong with it: the bytes that failed are gone.',
      section: 'what-a-dead-letter-holds',
      hints: [
        'Whose bytes are in the dead letter: those that came, or those that you made?',
        '`message.value` is a buffer, and a message may be sent with it as it is.',
        '`return { key, value, headers: { ...headers, … } };`.',
      ],
    },
    'origin-unknown': {
      title: 'The dead letter does not say where it came from, or why.',
      why: 'On Monday somebody looks at 200 dead letters. Without topic, partition and offset nobody finds the order in the log, without the error nobody knows what to mend, without the time nobody knows which deployment it was.',
      section: 'what-a-dead-letter-holds',
      hints: [
        'Which of the six headers is missing, or holds something else?',
        'Header values are text: a number must become one. The error’s class is its `name`.',
        '`[header.offset]: offset, [header.error]: error.name, [header.message]: error.message, [header.time]: new Date().toISOString()`.',
      ],
    },
    'commits-late': {
      title: 'A crash repeats more than the order in hand.',
      why: 'The offset moves once for several orders, or nobody waits for the commit. Each order that was done since the last commit that the broker took is paid or buried again.',
      section: 'stored-then-committed',
      hints: [
        'How many orders are done and not committed, at the worst moment?',
        'Commit each order when it is done, and wait for it.',
        '`await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);` for each message.',
      ],
    },
  },
} satisfies LabPart;
