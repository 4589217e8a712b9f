import type { LabPart } from '#define';

/** Task 2: orders that may be paid later. */
export const retries = {
  decisions: [
    [
      'The program dies, and another one reads this order. From where does that one know how often it was tried?',
      'From the record: `textOf(message, header.attempts)`. A record that was never tried has no such header. See “What the record must say”.',
      '`const attempts = Number(textOf(message, header.attempts) ?? 0) + 1;`.',
    ],
    [
      'Two questions: may a later try succeed, and is there one left?',
      '`isTimeout` and `MAX_ATTEMPTS`. Try 5 is the last; what fails then is dead. See “What the record must say”.',
      '`const isTriedAgain = isTimeout(error) && attempts < MAX_ATTEMPTS;`.',
    ],
    [
      'At its third try the order is read from the retry topic. Which topic, partition and offset does somebody want to see on Monday?',
      'Those of the order’s first place. If the record has them already, leave them. See “What the record must say”.',
      '`if (textOf(message, header.topic) !== undefined) return {}; return { [header.topic]: topic, … };`.',
    ],
    [
      'The gateway was down for a second, and 300 orders failed in it. When does each of them come again?',
      'At most `baseMs` after the first try, twice as long after each further one; and each order somewhere between the half and the whole of that. See “How long an order waits”.',
      '`return baseMs * 2 ** (attempts - 1) * (0.5 + Math.random() / 2);`.',
    ],
    [
      'The order is due in a minute, and the session is six seconds. What does the group hear of you in that minute?',
      'Sleep in small steps until it is due, and call `heartbeat()` after each. See “A consumer that waits”.',
      '`while (Date.now() < due) { await sleep(Math.min(heartbeatInterval / 2, due - Date.now())); await heartbeat(); }`.',
    ],
  ],
  diagnoses: {
    'not-awaited': {
      title: 'The next order was begun while one was still at the gateway.',
      why: 'To hold up nobody, the program did not wait for the gateway’s answer. Now orders of one customer run beside each other, and end in any order; and an offset that moves past the later one moves past the earlier one, too.',
      section: 'what-happens-to-the-next-order',
      hints: [
        'Which orders are at the gateway at the same time?',
        'An order that fails may be overtaken. One that is being tried is not to be.',
        '`await attempt(message, partition);`, and the commit after it.',
      ],
    },
    'holds-up-the-partition': {
      title: 'An order that waits holds up all orders behind it.',
      why: 'A partition is read in order, and kafkajs handles one message at a time: as long as the handler of the orders waits, nobody behind that order is paid. And a loop that only calls `heartbeat()`, without a pause, in whichever handler, keeps the whole process from doing anything else.',
      section: 'where-an-order-waits',
      hints: [
        'What does the consumer of the orders do while this order waits?',
        'The order must wait somewhere else, so that the offset can move on: in a topic that another consumer reads.',
        '`await producer.send({ topic: retryTopic, messages });`, then the commit; the waiting is for `retryConsumer`.',
      ],
    },
    'kept-in-memory': {
      title: 'The order waits in memory, and its offset has moved on.',
      why: 'A timer in this process is all that knows of the order. The group says that it is done, no topic holds it: when the process ends, by a crash or by a deployment, nobody ever tries it again.',
      section: 'where-an-order-waits',
      hints: [
        'The process ends while the order waits. Who knows that there is one?',
        'What waits must be stored before the offset moves: in the retry topic.',
        '`await producer.send({ topic: retryTopic, messages });`, and then the commit.',
      ],
    },
    'committed-before-stored': {
      title: 'The offset moved before the order was stored where it is to wait.',
      why: 'The commit says “done” about an order that was on its way from one topic to the next. When the process dies at that moment, the order is in neither.',
      section: 'where-an-order-waits',
      hints: [
        'When is an order that failed done, for this topic?',
        'When the broker has said that the next topic has it: `producer.send` resolves then.',
        '`await producer.send({ … });`, and the commit after `await attempt(…)`; in both consumers.',
      ],
    },
    'retried-for-nothing': {
      title: 'An order that can never be paid was put into the retry topic.',
      why: 'Its JSON is broken, or nobody knows how to pay it, or the gateway said no: that is the same in an hour. Each try costs the gateway a request and the orders behind it time, and somebody hears of it only after the last.',
      section: 'what-the-record-must-say',
      hints: [
        'Which errors go away by themselves?',
        'Task 1 told them apart: `isTimeout(error)`.',
        '`const isTriedAgain = isTimeout(error) && attempts < MAX_ATTEMPTS;`.',
      ],
    },
    'given-up-silently': {
      title: 'An order failed for good, and is not in the dead letter topic.',
      why: 'The offset moved past it, and it is in no topic that anybody looks at. That the tries were used up is the one thing that somebody must hear of.',
      section: 'what-the-record-must-say',
      hints: [
        'Where is the order after its last try?',
        'What is not tried again becomes a dead letter, whatever the reason.',
        '`await producer.send({ topic: isTriedAgain ? retryTopic : deadLetterTopic, messages });`.',
      ],
    },
    'never-dead': {
      title: 'An order is tried more often than five times.',
      why: 'Nothing ends the tries, or it ends them one too late. An order that the gateway can never pay goes round for as long as the service lives, and with each such order the load on the gateway grows.',
      section: 'what-the-record-must-say',
      hints: [
        'Which try is this one, and how does the program know?',
        'The record carries the number of its tries, this one is one more, and the fifth is the last.',
        '`[header.attempts]: String(attempts)` in the record, and `attempts < MAX_ATTEMPTS` for another try.',
      ],
    },
    'given-up-early': {
      title: 'An order became a dead letter although tries were left.',
      why: 'The gateway gave no answer a few times; at the next try it might have paid. In the dead letter topic the order waits for a person.',
      section: 'what-the-record-must-say',
      hints: [
        'How many tries does the timeline show? How many are there to be?',
        'Five tries, the first one included: after the fourth there is one more.',
        '`attempts < MAX_ATTEMPTS`, with `attempts` counted from 1.',
      ],
    },
    'attempts-unknown': {
      title: 'The record does not say how often it was tried.',
      why: 'The number is in the memory of one process, or means something else. After a restart, or when another member reads the partition, the count begins anew, and so do the waits.',
      section: 'what-the-record-must-say',
      hints: [
        'Another process reads this record. What does it know of the tries before?',
        'The header `attempts` holds the number of tries that failed, as text: 1 after the first.',
        '`[header.attempts]: String(attempts)`.',
      ],
    },
    'due-unknown': {
      title: 'The record does not say when it is due.',
      why: 'Whoever reads it must guess when the wait began. After a restart each order waits from the beginning, and an order that lay behind another one waits twice.',
      section: 'what-the-record-must-say',
      hints: [
        'A consumer starts, and reads an order that has waited for a minute. How long is it still to wait?',
        'Not how long, but until when: a moment stays right, whoever reads it.',
        '`headers[header.due] = String(Math.ceil(Date.now() + waitMs(attempts)));`.',
      ],
    },
    'wait-out-of-bounds': {
      title: 'A wait is not between the half and the whole of what doubling gives.',
      why: 'A gateway that is down for seconds needs few tries, one that is down for minutes needs them far apart. Waits that stay alike, or grow by the same step each time, are too short for the second; a wait that may be next to nothing is none.',
      section: 'how-long-an-order-waits',
      hints: [
        'How long are the waits after tries 1, 2, 3 and 4, at the longest?',
        '`baseMs` times 1, 2, 4 and 8. `baseMs * attempts` gives 1, 2, 3 and 4.',
        '`return baseMs * 2 ** (attempts - 1) * (0.5 + Math.random() / 2);`.',
      ],
    },
    'no-jitter': {
      title: 'All orders wait for the same time, and come back together.',
      why: 'What fails together is tried again together. A gateway that fell because of too many requests gets all of them again in one moment, and falls again.',
      section: 'how-long-an-order-waits',
      hints: [
        '300 orders fail within a millisecond. When do they come again?',
        'Each wait needs a random part of its own, drawn anew for each order and each try.',
        '`longest * (0.5 + Math.random() / 2)`.',
      ],
    },
    'tried-too-early': {
      title: 'An order was tried before it was due.',
      why: 'The wait stands in the record, and nobody kept it. All five tries are used up while the gateway is still down.',
      section: 'a-consumer-that-waits',
      hints: [
        'What does the consumer of the retry topic do with a record that is due in a second?',
        'It waits until then, and tries it only afterwards.',
        '`await untilDue(message, heartbeat);` before `attempt`.',
      ],
    },
    'tried-too-late': {
      title: 'An order that is due is not tried.',
      why: 'The consumer looks at its clock seldom, and so each wait is longer than the record says. The orders behind this one wait as much longer.',
      section: 'a-consumer-that-waits',
      hints: [
        'How long is the last step of your wait?',
        'Sleep for a step, or for what is left, whichever is shorter.',
        '`await sleep(Math.min(heartbeatInterval / 2, due - Date.now()));`.',
      ],
    },
    'thrown-out-while-waiting': {
      title: 'The consumer was thrown out of its group while it waited.',
      why: 'It waited in its handler, and kafkajs sends no heartbeats there. After a session the group takes it for dead. Its commit is refused, and the order is read and tried once more.',
      section: 'a-consumer-that-waits',
      hints: [
        'What did the group hear of this consumer while it waited?',
        'Lab 06: `eachMessage` is given a function `heartbeat`. Call it between the steps of the wait.',
        '`while (Date.now() < due) { await sleep(…); await heartbeat(); }`.',
      ],
    },
    'retried-without-key': {
      title: 'The order lost its key on the way to the retry topic.',
      why: 'Without its key it goes to some partition, and the tries of one customer’s orders run beside each other. When it is put back from the dead letter topic, it comes to another partition than before.',
      section: 'what-the-record-must-say',
      hints: [
        'By what does a producer choose the partition?',
        'Key and value go on as they came.',
        '`messages: [{ key, value, headers }]`.',
      ],
    },
    'changed-on-the-way': {
      title: 'The order is not the record that came any more.',
      why: 'The value was read and written anew, or a header was left out. After five topics nobody can say what the first producer had sent.',
      section: 'what-the-record-must-say',
      hints: [
        'Whose bytes are in the retry topic: those that came, or those that you made?',
        '`message.value` is a buffer, and may be sent as it is; `message.headers` as well.',
        '`const headers = { ...message.headers, … }`.',
      ],
    },
    'origin-lost': {
      title: 'The dead letter does not say where the order came from at first.',
      why: 'Each try wrote topic, partition and offset anew, or nobody wrote them at the first. But the order has its place in the first topic: there it can be found, and there it is put back.',
      section: 'what-the-record-must-say',
      hints: [
        'From which topic did the order come at first?',
        'A record that has the three headers keeps them.',
        '`if (textOf(message, header.topic) !== undefined) return {};`.',
      ],
    },
    'not-tried-again': {
      title: 'Nobody tries the order again.',
      why: 'The order waits, and waits for ever: nobody reads the topic that it is in, or whoever reads it does not get to a try. Two consumers in one group with different topics do not get far, either; nor does one that stands still before a transaction that nobody ends.',
      section: 'where-an-order-waits',
      hints: [
        'Which consumer reads the retry topic? Is it running?',
        'Two consumers, each with a group of its own, one for each topic.',
        '`await retryConsumer.subscribe({ topic: retryTopic, fromBeginning: true });`, and `retryConsumer.run(…)`.',
      ],
    },
    'retries-not-committed': {
      title: 'Orders are tried, and their offset does not move.',
      why: 'Each order that was handed on or paid is done for the topic that it was read from. Without a commit the next process reads, and tries, all of them again.',
      section: 'where-an-order-waits',
      hints: [
        'Which of the two groups has committed nothing?',
        'Each consumer commits what it has read, after the order is paid or stored.',
        '`await retryConsumer.commitOffsets([{ topic: retryTopic, partition, offset: next(message) }]);`.',
      ],
    },
    'waits-elsewhere': {
      title: 'The retry topic does not hold what is to be tried again.',
      why: 'An order failed and was tried again, and the retry topic had no record of it in between. What waits elsewhere holds up others, or is lost.',
      section: 'where-an-order-waits',
      hints: [
        'Where is an order between two of its tries?',
        'In the retry topic, with the number of its tries and the moment when it is due.',
        '`await producer.send({ topic: retryTopic, messages });`.',
      ],
      isConsequence: true,
    },
  },
} satisfies LabPart;
