import type { LabPart } from '#define';

/** Task 3: putting dead letters back. */
export const redrive = {
  decisions: [
    [
      'Somebody pressed the button twice, or the redrive of a minute ago is not dead but slow. What may it still do while you read the offsets?',
      'The brokers give the transactional id to whoever asked for it last, and end what the one before left open. kafkajs asks at the first `transaction()`. See “One at a time”.',
      '`await (await producer.transaction()).abort();`: a transaction of nothing.',
    ],
    [
      'The cause is not mended after all: what you put back is dead again a second later, at the end of the same topic. When does your program end?',
      '`part.from` and `part.to` are what was there at the start. See “An end that stands still”.',
      '`const isForNow = BigInt(message.offset) >= part.from && BigInt(message.offset) < part.to;`.',
    ],
    [
      'A letter has no header that says where it came from. Who finds it if you go on with the next one?',
      'Behind the committed offset no redrive looks. Stop, and say which letter it is. See “A letter without an address”.',
      '`if (!topic) throw new Error(…);`, with topic, partition and offset in the message.',
    ],
    [
      'The order comes back with `attempts: 5`. What does the consumer of task 2 do when the gateway times out once?',
      'What the failure left in the headers goes, what the order brought with it stays. `Object.values(header)` are the names. See “As it was before it failed”.',
      '`const own = Object.entries(headers ?? {}).filter(([name]) => !failure.includes(name));`, and `return { key, value, headers: Object.fromEntries(own) };`.',
    ],
    [
      'Your process dies between two of its requests. Which two must never be seen apart?',
      'A transaction holds the send and the offset: `transaction.send`, `transaction.sendOffsets`, `transaction.commit`. And what if one of them fails? See “Both or neither”.',
      '`await transaction.send({ topic, messages }); await transaction.sendOffsets({ consumerGroupId: groupId, topics }); await transaction.commit();`, and `abort()` in a `catch` while it `isActive()`.',
    ],
  ],
  diagnoses: {
    'not-fenced': {
      title: 'A redrive that is dead, or thought to be, keeps its transaction: nobody took its transactional id over.',
      why: 'The coordinator knows a producer again by its transactional id alone. Under a new id, the transaction of the one before stays open until its timeout, and every consumer that is read_committed waits at its beginning. And should that one wake, it may still commit.',
      section: 'one-at-a-time',
      hints: [
        'How does the coordinator know that your process is the successor of the dead one?',
        'The transactional id must be the same for each run: it is in the options.',
        '`kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 })`.',
      ],
    },
    'asked-too-early': {
      title: 'The redrive read the offsets while the one before could still move them.',
      why: 'The commit of the redrive before was under way. This one read the offset, took a letter, and asked for the transactional id after that. In between the commit arrived: the letter that it had in its hand was back already.',
      section: 'one-at-a-time',
      hints: [
        'Which request stops the redrive before, and when does your program send it?',
        'kafkajs sends InitProducerId at the first `transaction()`, not at `connect()`.',
        '`await (await producer.transaction()).abort();` before the offsets are read, and before the consumer runs.',
      ],
    },
    'sent-though-fenced': {
      title: 'The redrive was fenced, and sent its letter again all the same.',
      why: 'The coordinator refused its commit: another redrive had taken over, and had put this letter back. Whoever then takes the id back, or sends without a transaction, doubles it.',
      section: 'one-at-a-time',
      hints: [
        'What does a refused commit say about who works on the letters now?',
        'After that error nothing of this process counts any more: it must end.',
        'Throw the error on, without another try.',
      ],
    },
    'takes-the-id-late': {
      title: 'The redrive asks for a transactional id in the middle of its work.',
      why: 'Whoever asked last has the id. Until this one asks, the redrive before may still commit; and when this one is asleep for a minute and wakes, it takes the id back from its successor, with a letter in its hand that is back already. Under an id of its own for each partition nobody is fenced at all.',
      section: 'one-at-a-time',
      hints: [
        'How often does the timeline show InitProducerId with a transactional id, and when?',
        'One producer for the whole redrive, and one takeover, before the offsets are read.',
        'Make the producer at the top, and `await (await producer.transaction()).abort();` before `leftNow()`.',
      ],
    },
    'left-open': {
      title: 'Something failed, and the transaction was left open.',
      why: 'A transaction that is neither committed nor aborted stays open until its timeout, a minute by default. Until then all consumers of the orders that are read_committed (kafkajs is, by default) stand still at its first record: a failed redrive stops the shop.',
      section: 'both-or-neither',
      hints: [
        'What do the consumers of the orders see of a transaction that nobody ends?',
        'What was begun must end: commit it, or abort it.',
        '`catch (error) { if (transaction.isActive()) await transaction.abort(); throw error; }`.',
      ],
    },
    'no-end-in-sight': {
      title: 'The redrive put back letters that came while it ran.',
      why: 'When the cause is not mended, each order that is put back dies again, and is a new letter at the end of the same topic. A redrive that goes on until there is no letter left goes in circles, and asks the gateway again and again.',
      section: 'an-end-that-stands-still',
      hints: [
        'Where does the end of the topic lie after your first letter is dead again?',
        'Read the ends once, before the first letter; what lies behind them is for the next redrive. A batch may hold both.',
        '`BigInt(message.offset) < part.to`.',
      ],
    },
    'put-back-twice': {
      title: 'An order is back twice: the record and the offset did not move together.',
      why: 'The record was sent and the offset was committed by two steps that can come apart. The redrive stopped between them, and the next one found the letter still to be done. The customer pays twice, or the consumer must know each order again.',
      section: 'both-or-neither',
      hints: [
        'What does the next redrive find if this one dies after the send and before the commit?',
        'The offset must be part of the transaction: the consumer’s own commit is not.',
        '`await transaction.sendOffsets({ consumerGroupId: groupId, topics });` between `send` and `commit`.',
      ],
    },
    'letter-lost': {
      title: 'The group says that an order is back, and it is not.',
      why: 'The offset moved behind a letter that was not put back: it was committed first, or a later letter took it along. No redrive will find the letter again.',
      section: 'both-or-neither',
      hints: [
        'What does a committed offset say of all letters before it?',
        'The record and the offset belong into one transaction, and a letter that failed must not be overtaken by the next one of its partition.',
        'After `abort()` throw the error on: the redrive ends there, and the next one begins with this letter.',
      ],
    },
    'wrong-topic': {
      title: 'An order was put back into a topic that it is not from.',
      why: 'Several topics may share a dead letter topic. The consumers of another topic do not know the order, or take it for something that it is not.',
      section: 'as-it-was-before-it-failed',
      hints: [
        'From which topic is this letter, and who says so?',
        'Each letter has its own origin, in `header.topic`.',
        '`const topic = textOf(message, header.topic);`, for each letter.',
      ],
    },
    'key-lost': {
      title: 'The order came back without its key.',
      why: 'The key chooses the partition. Without it the order lands anywhere, and orders of one customer are worked on by two consumers at the same time.',
      section: 'as-it-was-before-it-failed',
      hints: [
        'By what does a producer choose the partition?',
        'The record that goes back has a key, a value and headers.',
        '`return { key, value, headers: … };`.',
      ],
    },
    'bytes-changed': {
      title: 'The order came back with other bytes.',
      why: 'A value or a header was made a text, or an object, and written anew. Bytes that are no UTF-8 are lost by that, and so is whatever the parser does not know.',
      section: 'as-it-was-before-it-failed',
      hints: [
        'Does a redrive need to understand the orders?',
        '`message.value` is a buffer, and a message may be sent with it as it is.',
        '`return { key, value, headers: … };`.',
      ],
    },
    'failure-kept': {
      title: 'The order came back with the headers of its failure.',
      why: 'Its headers tell of its first life. With `attempts: 5` the consumer takes the first timeout for the last attempt, and the order is dead again. With an old origin, error or due time nobody knows what happened now.',
      section: 'as-it-was-before-it-failed',
      hints: [
        'What does the consumer of task 2 do with an order that was tried five times?',
        'All names in `header` go: attempts, due, origin and failure.',
        '`const failure: readonly string[] = Object.values(header);`, and `.filter(([name]) => !failure.includes(name))`.',
      ],
    },
    'own-headers-lost': {
      title: 'The order came back without its own headers.',
      why: 'Traces, signatures and content types were on the order before it failed. Without them the consumer treats it as another one, or refuses it.',
      section: 'as-it-was-before-it-failed',
      hints: [
        'Which headers did the order have before it failed?',
        'Take away what the failure left, and nothing else.',
        '`Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => !failure.includes(name)))`.',
      ],
    },
    'letters-deleted': {
      title: 'The dead letters were deleted.',
      why: 'The offset of the group says which letters are back. The letters themselves are what is known of the failure; they go when their retention is over. A record that is deleted cannot be read again, should the redrive have been a mistake.',
      section: 'as-it-was-before-it-failed',
      hints: [
        'How do you find out next week why these orders had failed?',
        'Leave the letters where they are: the offset says enough.',
        'No `deleteTopicRecords`.',
      ],
    },
    'aborted-put-back': {
      title: 'A letter of an aborted transaction was put back.',
      why: 'Whoever wrote the letter took it back: the transaction was aborted, since the order was paid after all, or since another consumer buried it. Who reads it all the same puts back an order that never was dead.',
      section: 'an-end-that-stands-still',
      hints: [
        'Which letters does a consumer see that is read_uncommitted?',
        'kafkajs is read_committed, unless `readUncommitted` is set.',
        'Leave `readUncommitted` out.',
      ],
    },
    'passed-over': {
      title: 'A letter without an origin was passed over.',
      why: 'Nothing says where the letter came from, so it cannot be put back. But the offset moved behind it, or the redrive said that all was well: nobody will look for it again.',
      section: 'a-letter-without-an-address',
      hints: [
        'Who will find this letter tomorrow, and by what?',
        'The offset says that all letters before it are back. For this one that is not true.',
        'Throw an error that names the partition and the offset, before anything moves.',
      ],
    },
    'letter-not-named': {
      title: 'The redrive ends at a letter without an origin, and does not say which one it is.',
      why: 'Whoever has started it must look at that letter, and decide. An error of the client about a topic names neither the partition nor the offset, and nor does a text without numbers.',
      section: 'a-letter-without-an-address',
      hints: [
        'What does the person who reads this error do next, and what must they know for it?',
        'The topic, the partition and the offset of the letter: three facts that only your code has.',
        'Where `textOf(message, header.topic)` is undefined: `throw new Error(`, with the partition and `message.offset` in its text.',
      ],
    },
    miscounted: {
      title: 'The redrive says another number than it put back.',
      why: 'Whoever pressed the button reads this number, and compares it with the number of dead letters. Offsets are not letters: markers of transactions have offsets, too, and letters that failed are none that are back.',
      section: 'an-end-that-stands-still',
      hints: [
        'What does your program count?',
        'Count a letter when its transaction is committed.',
        '`moved++` after `putBack`.',
      ],
    },
    'never-over': {
      title: 'The redrive does not end.',
      why: 'It waits for a letter that will not come: there is none, or the last offset before the end is no letter but the marker of a transaction, which no consumer is given, or another redrive has put it back.',
      section: 'an-end-that-stands-still',
      hints: [
        'For which offset does your program wait, and will a letter have it?',
        'The consumer’s position passes markers, its handler does not see them: END_BATCH_PROCESS tells `lastOffset`.',
        'Before the consumer runs: `if (left.size === 0) return 0;`.',
      ],
    },
  },
} satisfies LabPart;
