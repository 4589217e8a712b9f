import { defineLab } from '#define';

export default defineLab({
  title: 'SIGTERM: how a consumer goes home',
  goal: 'You write a delivery service that can be stopped at any moment. On SIGTERM it finishes the order in hand, commits it, leaves its group, and exits with code 0. No parcel is sent twice and none is forgotten.',
  minutes: 35,
  shape: 'one',
  files: ['delivery-service.ts'],
  tasks: ['A service that can be stopped at any moment'],
  decisions: [
    [
      'What does an idle consumer wait for, and who answers it?',
      '`maxWaitTimeInMs` is how long a broker may hold a fetch that finds nothing. `disconnect()` waits for it. See “What an idle consumer waits for”.',
      '`maxWaitTimeInMs: 200`.',
    ],
    [
      'Who ends a Node process that has no handler for SIGTERM? And one whose handler was removed after the first signal?',
      '`process.on`, not `once`: as long as a handler is there, the signal does not kill. Begin the shutdown at the first signal only. See “The signal”.',
      "`process.on('SIGTERM', () => { shuttingDown ??= shutDown(); });`.",
    ],
    [
      'If the service is shutting down, who will deliver this message?',
      'The next service, if you neither deliver nor commit it. Otherwise remember the promise of the order in hand: the shutdown must wait for it. See “The order in hand”.',
      '`if (shuttingDown) return; inHand = handle(partition, message); await inHand;`.',
    ],
    [
      'After `consumer.disconnect()` has begun, does a commit still reach the broker?',
      'Wait for what is not over: joining (`joined`), then the order in hand (`inHand`). Then the consumer, which leaves the group; then the producer, which the order in hand needed. Before all that, a timer for what hangs. See “The order of the end”.',
      '`setTimeout(() => process.exit(1), deadlineMs); await joined; await inHand.catch(() => {}); await consumer.disconnect(); await producer.disconnect(); process.exit(0);`.',
    ],
  ],
  diagnoses: {
    'several-in-hand': {
      title: 'The service begins with the next order while one is still in hand.',
      why: 'The handler returned before its order was delivered, so kafkajs gave it the next one. Now several orders are in hand at once, and the shutdown can wait for one of them only. A later commit may also carry a smaller offset.',
      section: 'the-order-in-hand',
      hints: [
        'How many orders are in hand at one time?',
        'A handler that returns has given its order back. Remember the promise for the shutdown, and wait for it yourself as well.',
        '`inHand = handle(partition, message); await inHand;`.',
      ],
    },
    'not-delivered': {
      title: 'Orders are not delivered.',
      why: 'The topic holds orders, nothing was broken, and the service did not deliver all of them.',
      section: 'your-task',
      hints: [
        'Does every message come to `handle`?',
        'Print each message’s offset when the handler begins: which offset is the last?',
        '`inHand = handle(partition, message); await inHand;` for each message.',
      ],
    },
    'no-handler': {
      title: 'The signal killed the process: nobody handles SIGTERM.',
      why: 'Without a handler of yours, Node ends the process at once. The order in hand is delivered and not committed, so the next service delivers it again; and the group waits for a member that is gone.',
      section: 'the-signal',
      hints: [
        'What does Node do with a signal that the program does not handle?',
        'A handler must be there from the start, before the first message comes.',
        "`process.on('SIGTERM', …)` before the consumer is connected.",
      ],
    },
    'exits-at-once': {
      title: 'The process ended in the middle of an order.',
      why: 'The signal handler ended the process while the courier was being called. Whether the parcel is on its way nobody knows; it was not committed, so the next service calls the courier again.',
      section: 'the-order-in-hand',
      hints: [
        'At the moment of your `process.exit`, what is under way?',
        'Keep the promise of the order in hand where the shutdown can wait for it.',
        '`await inHand.catch(() => {});` before you disconnect or exit.',
      ],
    },
    'order-skipped': {
      title: 'An order was committed and never delivered.',
      why: 'The offset moved past an order that nobody had delivered. No service reads it again. To turn an order away at the end is right; to let kafkajs call it done is not.',
      section: 'the-order-in-hand',
      hints: [
        'What makes kafkajs call an order done: that you delivered it, or that your function returned?',
        'With auto commit, `eachMessage` calls its order done when it returns. `eachBatch`, with `eachBatchAutoResolve`, calls its whole batch done.',
        '`autoCommit: false`, and `eachMessage` with a commit after each order; or `eachBatchAutoResolve: false`, and `resolveOffset` after each order.',
      ],
    },
    'delivery-not-told': {
      title: 'An order was delivered, and the delivery was never told.',
      why: 'The order in hand needed the producer, and the producer was closed already. It was not committed either, so the next service delivers it a second time.',
      section: 'the-order-of-the-end',
      hints: [
        'What does the handler of the order in hand still have to do after `deliver`?',
        'What others need is closed last.',
        '`await inHand; await consumer.disconnect(); await producer.disconnect();`, in this order.',
      ],
    },
    'commit-after-stop': {
      title: 'The order in hand was delivered, and its commit was given up without a word.',
      why: '`disconnect()` was called while the order was in hand. The consumer waits for the handler, but from then on it takes no commits: `commitOffsets` resolves and does nothing. The next service delivers the order again.',
      section: 'the-order-in-hand',
      hints: [
        'In which state is the consumer when your handler calls `commitOffsets`?',
        'First the order in hand with its commit, then `disconnect()`.',
        '`await inHand.catch(() => {}); await consumer.disconnect();`.',
      ],
    },
    'joins-after-disconnect': {
      title: 'The service was told to end while it joined its group, and lives on.',
      why: '`disconnect()` on a consumer that is joining resolves, and the joining goes on: `run()` is still at work. The process never ends, and holds partitions that nobody asked it to hold.',
      section: 'the-order-of-the-end',
      hints: [
        'What was `consumer.run()` doing when `disconnect()` was called?',
        'Join first, then leave: wait for `run()` before you disconnect.',
        '`await joined;` at the beginning of the shutdown.',
      ],
    },
    'never-ends': {
      title: 'The process does not end after SIGTERM.',
      why: 'Something waits for itself, or stays open. `disconnect()` waits for the handler of the message in hand; a handler that waits for `disconnect()` waits for ever. A client that nobody disconnects keeps the process alive, too, and so may a timer: the last line of a shutdown is `process.exit(0)`.',
      section: 'the-order-of-the-end',
      hints: [
        'Which promise does your shutdown wait for, and what does that one wait for?',
        'Disconnect outside of the handler, disconnect both clients, and end the process.',
        'In the signal handler, not in `eachMessage`: `await inHand; await consumer.disconnect(); await producer.disconnect(); process.exit(0);`.',
      ],
    },
    'second-signal-kills': {
      title: 'The second SIGTERM killed the process in the middle of its shutdown.',
      why: '`process.once` takes the handler away after the first signal; then Node does what it does without one. Whoever stops services often signals twice: a terminal sends Ctrl-C to all of its processes, and npm passes it on once more.',
      section: 'the-signal',
      hints: [
        'How many handlers are there when the second signal comes?',
        'A handler that stays, and a flag that says that the shutdown has begun.',
        "`process.on('SIGTERM', () => { shuttingDown ??= shutDown(); });`.",
      ],
    },
    'fetch-holds-up-the-end': {
      title: 'The end waits for a fetch that finds nothing.',
      why: '`disconnect()` waits for the fetch that is under way, and the broker holds a fetch that finds nothing for up to `maxWaitTimeInMs`: 5 seconds, if you do not say otherwise. Whoever stops the service waits that long, each time.',
      section: 'what-an-idle-consumer-waits-for',
      hints: [
        'What is an idle consumer doing at this moment?',
        'It waits for the broker’s answer. How long the broker may think is an option of `kafka.consumer`.',
        '`maxWaitTimeInMs: 200`.',
      ],
    },
    'ends-late': {
      title: 'An idle service takes longer than a second to end.',
      why: 'Nothing was in hand and no fetch was long under way. Something else in the shutdown takes its time.',
      section: 'the-order-of-the-end',
      hints: [
        'Is there a fixed pause in your shutdown?',
        'Wait for promises, not for time.',
        '`await inHand; await consumer.disconnect();`, without a timer between them.',
      ],
    },
    'exits-without-leaving': {
      title: 'The service exits without leaving its group.',
      why: 'The group does not know that the member is gone. Its partitions stand still until the session is over: 30 seconds, if you do not say otherwise. At each deployment.',
      section: 'the-order-of-the-end',
      hints: [
        'Who tells the group that this member will not come back?',
        '`consumer.disconnect()` sends LeaveGroup. Wait for it before the process ends.',
        '`await consumer.disconnect();` before `process.exit(0)`.',
      ],
    },
    'no-deadline': {
      title: 'An order that hangs holds up the end for ever.',
      why: 'The courier did not answer, and the shutdown waits for the order in hand. After some time whoever stops services sends SIGKILL: then nothing of your shutdown runs at all.',
      section: 'a-deadline-of-your-own',
      hints: [
        'What if the order in hand never ends?',
        '`deadlineMs` after the signal the process must be gone, with an exit code that says that something was wrong.',
        '`setTimeout(() => process.exit(1), deadlineMs);` at the beginning of the shutdown.',
      ],
    },
    'hang-called-success': {
      title: 'An order hung, and the exit code says that all was well.',
      why: 'Exit code 0 tells whoever stopped the service that everything is finished. An order was given up in the middle, and somebody should look at it.',
      section: 'a-deadline-of-your-own',
      hints: [
        'Who reads the exit code of your process?',
        'The deadline is not a success.',
        '`process.exit(1)` in the timer.',
      ],
    },
    'wrong-exit-code': {
      title: 'A clean shutdown ends with an exit code that says that it failed.',
      why: 'The order in hand was finished, and the process did not exit with 0. A supervisor calls that a crash: it may start the service again, or wake somebody up.',
      section: 'the-signal',
      hints: [
        'Which error ends your process, or which code do you give to `process.exit`?',
        'A rejection that nobody handles ends a Node process with code 1.',
        '`process.exit(0)` at the end of the shutdown.',
      ],
    },
  },
});
