import type { LabPart } from '#define';

/** Task 1: orders that take longer than a session. */
export const packer = {
  decisions: [
    [
      'If one heartbeat comes late by almost half a session, how far apart may two of them be?',
      '`heartbeat()` of kafkajs does nothing before `heartbeatInterval` has passed. So two heartbeats are up to the interval and one step of your timer apart. See “A sign of life”.',
      '`Math.floor(sessionTimeoutMs / 5)`.',
    ],
    [
      'While the order is being packed nobody calls `heartbeat()`. Who could, how often, and until when?',
      'A timer that is shorter than the interval; it stops when the work is over, and also `longestOrderMs` after the order was begun. `heartbeat()` rejects when the group wants to rebalance: the order in hand is finished first. See “Alive, or only running”.',
      '`const timer = setInterval(() => { if (Date.now() > stuckAt) clearInterval(timer); else heartbeat().catch(() => {}); }, heartbeatInterval / 2); await work.finally(() => clearInterval(timer));`.',
    ],
  ],
  diagnoses: {
    'packed-twice': {
      title: 'An order that only took long was packed twice.',
      why: 'The packer began with the order once more, though nobody had thrown it out and nothing had failed. An order may take up to `longestOrderMs`; one that is not over yet is neither stuck nor lost. Both packings came to their end.',
      section: 'alive-or-only-running',
      hints: [
        'When did the packer begin with the order for the second time, and what had become of the first?',
        'Who rejects in the handler is given the same order again, and who calls `pack` again begins it again. The first packing goes on all the same.',
        'Call `pack` once for each record, and wait as long as it takes: `await aliveDuring(pack(parseOrder(message)), heartbeat)`.',
      ],
    },
    'joined-in-the-middle': {
      title: 'In the middle of an order the packer joined the group anew.',
      why: 'The group wanted to rebalance, and kafkajs joined at once: no handler was running any more. The order in hand was not committed, and its partition was shared out anew, so the order is packed once more, while the first packing may still go on.',
      section: 'the-order-in-hand',
      hints: [
        'What does `heartbeat()` do when the group wants to rebalance, and what does your handler do then?',
        'As long as your handler runs, kafkajs waits with joining, and the group waits for you, up to `rebalanceTimeout`.',
        '`heartbeat().catch(() => {})`, and the work in the handler, not in the background: `await aliveDuring(pack(order), heartbeat)`.',
      ],
    },
    'committed-before-packed': {
      title: 'An order was committed before it was packed.',
      why: 'The offset moved past an order that was only begun. When the packer died, nobody read the order again: it is never packed.',
      section: 'the-order-in-hand',
      hints: [
        'What does the commit say of an order: that it was begun, or that it is over?',
        'The offset moves after the work. Lab 03 is about nothing else.',
        'First `await aliveDuring(…)`, then `await consumer.commitOffsets(…)`.',
      ],
    },
    'session-too-long': {
      title: 'A dead packer keeps its partitions for much longer than a session.',
      why: 'The session was made as long as the longest order. Then nobody needs heartbeats; and nobody notices for as long that a packer is dead. Every crash costs that time.',
      section: 'a-sign-of-life',
      hints: [
        'How long may it take until the group notices that a packer was killed?',
        'The session says how fast a death is noticed, the heartbeats say that a long order is no death. They are two things.',
        '`sessionTimeout: sessionTimeoutMs`, and heartbeats while you pack.',
      ],
    },
    'thrown-out-at-work': {
      title: 'The packer was thrown out of its group while it worked.',
      why: 'kafkajs sends heartbeats between messages, never during one. The order took longer than the session, and the group heard nothing: to the broker that is a death. `rebalanceTimeout` is another thing: so long the group waits at a rebalance.',
      section: 'a-sign-of-life',
      hints: [
        'When did the group hear of this packer for the last time?',
        '`eachMessage` is given a function `heartbeat`. Somebody has to call it while `pack` goes on.',
        'A timer around the work: `setInterval(() => heartbeat().catch(() => {}), heartbeatInterval / 2)`.',
      ],
    },
    'one-delay-throws-out': {
      title: 'One heartbeat that was late cost the membership.',
      why: 'The heartbeats are so far apart that only a part of the session is left for whatever holds one up: a slow network, a busy broker, a long garbage collection.',
      section: 'a-sign-of-life',
      hints: [
        'How far apart are two heartbeats in the timeline? And how long is the session?',
        '`heartbeat()` does nothing before `heartbeatInterval` has passed since the last. A timer at the same interval comes a moment too early each second time, so the gap is two intervals.',
        '`heartbeatInterval` a fifth of the session, and a timer at half of that.',
      ],
    },
    'stuck-for-ever': {
      title: 'A packer that is stuck keeps its partitions for ever.',
      why: 'A timer says that the packer is alive, whatever the packer does. The group cannot know that the order hangs; its partition stands still until a person looks.',
      section: 'alive-or-only-running',
      hints: [
        'What does your timer know of the work?',
        'No order takes longer than `longestOrderMs`. Who has been at one for longer should not say that all is well.',
        '`if (Date.now() > stuckAt) clearInterval(timer);`.',
      ],
    },
    'stuck-and-begun-again': {
      title: 'The packer gave its stuck order up, and kafkajs gave it the same order again.',
      why: 'An error that leaves the handler is tried again: by the same process, with heartbeats in between. So the group still hears from the packer, and nobody else gets the order.',
      section: 'alive-or-only-running',
      hints: [
        'Who reads the order next when your handler rejects?',
        'Only the group can give the order to another packer, and it does so when it hears nothing of this one.',
        'Do not reject: stop the timer, and wait on. `if (Date.now() > stuckAt) clearInterval(timer);`.',
      ],
    },
    'silent-in-a-rebalance': {
      title: 'While the group waited for it, the packer fell silent, and was thrown out.',
      why: 'The group waits for members that have work in hand, up to `rebalanceTimeout`. But only for those that it hears of: who says nothing for a session is out, rebalance or not. A refused heartbeat is a sign of life, too.',
      section: 'the-order-in-hand',
      hints: [
        'What did the packer send to the group after the first refused heartbeat?',
        '`REBALANCE_IN_PROGRESS` is no reason to stop the timer.',
        '`heartbeat().catch(() => {})`, again and again, until the work is over.',
      ],
    },
    'failed-and-committed': {
      title: 'An order that was not packed was committed.',
      why: '`pack` rejected, and the offset moved past the order all the same. Nobody reads it again: it is never packed.',
      section: 'the-order-in-hand',
      hints: [
        'What does your code do when `work` rejects?',
        'Only the errors of `heartbeat` may be swallowed.',
        '`await work.finally(() => clearInterval(timer));`: it rejects when `work` does.',
      ],
    },
    'zombie-packs-on': {
      title: 'A packer that is no member any more packed on.',
      why: 'The process stood still for longer than its session, and another packer took over. When it woke up, its commit was refused; it went on with the orders that it still had in memory. They were packed twice.',
      section: 'the-one-that-sleeps',
      hints: [
        'What does a refused commit tell you of the orders that you still have in memory?',
        'Let the error out of the handler: kafkajs joins again, and reads from what is committed.',
        '`await consumer.commitOffsets(…)`, without a `catch`.',
      ],
    },
    'does-nothing-for-ever': {
      title: 'A consumer ended for good, and its process lives on and does nothing.',
      why: 'kafkajs ends a consumer whose commit was refused because it is no member any more. The process has nothing to do then, looks alive to whoever runs it, and is missing in the group.',
      section: 'the-one-that-sleeps',
      hints: [
        'After the refused commit: who reads your partitions, and who starts you again?',
        'kafkajs tells it with the event `CRASH`: `payload.restart` says whether it goes on by itself.',
        '`consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || process.exit(1));`, as in the stub.',
      ],
    },
    'not-packed': {
      title: 'Orders are not packed, or not committed.',
      why: 'The topic holds orders, and the group has a packer that nobody hinders. Still not every order was packed and committed.',
      section: 'your-task',
      hints: [
        'Does every order come to `pack`, and is its offset committed afterwards?',
        'Look at the timeline: what is the last thing that the packer did?',
        'In `eachMessage`: `await aliveDuring(pack(order), heartbeat);`, then `commitOffsets` with the next offset.',
      ],
    },
  },
} satisfies LabPart;
