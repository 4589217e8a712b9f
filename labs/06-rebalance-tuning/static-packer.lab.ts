import type { LabPart } from '#define';

/** Task 2: a rolling restart that nobody notices. */
export const staticPacker = {
  decisions: [
    [
      'What does this packer have that no other packer has, and that is the same after a restart?',
      'The group keeps the partitions of a member for its `groupInstanceId`. See “A name that stays”.',
      '`const groupInstanceId: string = name;`.',
    ],
    [
      'When must the group still wait for this packer, and when must it not wait any longer?',
      'The session must be longer than `restartTakesMs` and shorter than `replaceAfterMs`. It counts from the last sign of life, not from the exit. See “How long a place is kept”.',
      '`const sessionTimeout: number = (restartTakesMs + replaceAfterMs) / 2;`.',
    ],
    [
      'What did lab 04 do at a SIGTERM, and which of its steps tells the group that this packer is gone?',
      'Finish the order in hand and commit it, take no other one, and end the process. `close()` sends LeaveGroup: leave it out. See “Go without leaving”.',
      "`process.on('SIGTERM', () => { isEnding = true; inHand.then(() => process.exit(0)); });`.",
    ],
    [
      'Is the group forming again, or does another packer have this name?',
      '`REBALANCE_IN_PROGRESS` and `ILLEGAL_GENERATION` pass: the client joins again by itself. At any other refusal this process is not the member any more. See “Two packers under one name”.',
      "`if (refusal === 'REBALANCE_IN_PROGRESS' || refusal === 'ILLEGAL_GENERATION') return; process.exit(1);`.",
    ],
  ],
  diagnoses: {
    'another-group': {
      title: 'The name was given to the group, and each packer is alone in a group of its own.',
      why: 'A group shares the partitions of a topic among its members. Packers in different groups share nothing: each of them gets every partition, and each order is packed by all of them.',
      section: 'a-name-that-stays',
      hints: [
        'How many members does each group have?',
        'All packers need the same `groupId`. The name of one packer belongs to another option.',
        '`groupId, groupInstanceId: name`.',
      ],
    },
    'one-id-for-all': {
      title: 'All packers have the same instance id, so the group takes them for one.',
      why: 'An instance id stands for one member. When a second process joins under it, the group gives it the place of the first and refuses whatever the first one sends. So two packers never work at the same time.',
      section: 'two-packers-under-one-name',
      hints: [
        'What does the group think when a second process comes with the same id?',
        'The id is of the packer, not of the service: each packer needs its own.',
        '`groupInstanceId: name`.',
      ],
    },
    'not-static': {
      title: 'The packer joined without an instance id: the group does not know it again.',
      why: 'Without an id, a process that comes back is a new member. The group makes a new generation for it, and waits for the old member, who is gone, until its session is over. Meanwhile the others wait, too. kafkajs takes the option and does not send it.',
      section: 'a-name-that-stays',
      hints: [
        'What does the JoinGroup request in the evidence say of the packer’s name?',
        'kafkajs has no static membership: the option has no effect there. `@platformatic/kafka` has it.',
        '`new Consumer({ …, groupInstanceId: name })` from `@platformatic/kafka`.',
      ],
    },
    'another-id': {
      title: 'After its restart the packer has another instance id.',
      why: 'The group keeps the place of an id. A process that comes with a new id is a new member: the group makes a new generation, and all the others have to join again. The old place stays kept for a member that never comes back.',
      section: 'a-name-that-stays',
      hints: [
        'From what do you make the id, and is that the same in the next process?',
        'Random numbers, process ids and times change with each start. `name` does not.',
        '`groupInstanceId: name`.',
      ],
    },
    'order-cut-off': {
      title: 'The process ended in the middle of an order.',
      why: 'The group keeps the place of a static member, but nobody finishes its work. The order was half packed and not committed, so after the restart it is packed again.',
      section: 'go-without-leaving',
      hints: [
        'At the moment when the process ends, what is under way?',
        'The handler of SIGTERM must be there, and it must wait for the order in hand.',
        '`inHand.then(() => process.exit(0))`.',
      ],
    },
    'leaves-the-group': {
      title: 'At SIGTERM the packer leaves its group, so the others rebalance at each restart.',
      why: '`close()` sends LeaveGroup, for a static member as for any other. The group gives the partitions to others at once, and takes them away again when the packer is back: two rebalances for one restart. In lab 04 that was right, since nobody was to come back under the same name.',
      section: 'go-without-leaving',
      hints: [
        'What does the packer send to the group between the signal and its end?',
        'The group must not hear of the restart: end the process without closing the consumer.',
        '`inHand.then(() => process.exit(0))`, without `consumer.close()`.',
      ],
    },
    'takes-the-name-back': {
      title: 'The old packer was refused, and took its name back from the new one.',
      why: 'The group had given the name to the new packer. The old one joined again under the same name, and so the group now refuses the new one. If that one does the same, the two go on for ever, and the orders between them are packed twice.',
      section: 'two-packers-under-one-name',
      hints: [
        'Who should be left when two processes have one name?',
        'A refused member must not join again. `retries` above 0 let the client do so inside `commit()`.',
        '`retries: 0`, and `process.exit(1)` where the refusal does not pass.',
      ],
    },
    'goes-on-when-refused': {
      title: 'The group refused the old packer, and it packed on.',
      why: 'Another process has the name and the partitions. The old one still fetches them: a broker gives records to anybody. What it packs, it cannot commit, so the new one packs it as well.',
      section: 'two-packers-under-one-name',
      hints: [
        'Who packs the orders after the one whose commit was refused?',
        'There are refusals that do not pass. A packer that gets one has no partitions any more, and must end.',
        '`handle(message).catch(refused)`, and `process.exit(1)` in `refused` for what is neither `REBALANCE_IN_PROGRESS` nor `ILLEGAL_GENERATION`.',
      ],
    },
    'stays-when-refused': {
      title: 'The group refused the old packer. It packs no more, and its process stays.',
      why: 'It looks alive to whoever runs it, and has no partitions any more. Nobody notices that two were started under one name, and nobody starts it again under a right one.',
      section: 'two-packers-under-one-name',
      hints: [
        'What keeps the process alive when your loop is over?',
        'The client still has its connections and timers. An exit code alone ends nothing.',
        '`process.exit(1)` for every refusal that does not pass.',
      ],
    },
    'commits-what-failed': {
      title: 'An order that was not packed was committed.',
      why: '`pack` rejected, the packer went on with the next order, and its commit said “done” about both: an offset has no gaps. The order is never packed.',
      section: 'two-packers-under-one-name',
      hints: [
        'What does `refused` get when `pack` has failed, and not the commit?',
        'No refusal at all: `undefined`. It is one of those that do not pass.',
        '`process.exit(1)` for whatever is neither `REBALANCE_IN_PROGRESS` nor `ILLEGAL_GENERATION`.',
      ],
    },
    'deaf-while-idle': {
      title: 'The old packer had nothing to commit, and did not end when another got its name.',
      why: 'A packer without orders commits nothing, so no commit can be refused. It is told in the answer to a heartbeat. The client shows that as an event, and then sends no more heartbeats; the process stays, and packs the next order a second time.',
      section: 'two-packers-under-one-name',
      hints: [
        'What does an idle packer still send to the group?',
        'A refused heartbeat is the event `consumer:heartbeat:error`.',
        "`consumer.on('consumer:heartbeat:error', ({ error }) => refused(error));`.",
      ],
    },
    'ends-at-a-rebalance': {
      title: 'A refusal that passes ended the packer.',
      why: 'While a group forms, commits may be refused with REBALANCE_IN_PROGRESS or ILLEGAL_GENERATION. Nobody has lost a name: at its next heartbeat the client joins again. A packer that ends for it turns one rebalance into an outage.',
      section: 'two-packers-under-one-name',
      hints: [
        'Which error refused the commit, and will it be there a second later?',
        'Tell apart: the group forms again, or another has the name.',
        "`if (refusal === 'REBALANCE_IN_PROGRESS' || refusal === 'ILLEGAL_GENERATION') return;`.",
      ],
    },
    'session-too-short': {
      title: 'The group gave the packer’s place away before the restart was over.',
      why: 'The restart took less than `restartTakesMs`, and the session was over sooner. Then the packer is dead for the group: the others rebalance to share its partitions, and rebalance again when it is back.',
      section: 'how-long-a-place-is-kept',
      hints: [
        'For how long does the group wait for a member that it does not hear of?',
        'The session must be longer than any restart, with something to spare: it counts from the last heartbeat.',
        '`sessionTimeout: (restartTakesMs + replaceAfterMs) / 2`.',
      ],
    },
    'waits-too-long': {
      title: 'A packer that does not come back keeps its orders waiting.',
      why: 'As long as the session lasts, the group keeps the partitions for the packer that is gone. Nobody else may pack those orders. The longer a restart may take, the longer a real crash goes unnoticed.',
      section: 'how-long-a-place-is-kept',
      hints: [
        'When does the group stop waiting for this packer?',
        'The session must be over before `replaceAfterMs`. The client’s own session is a minute.',
        '`sessionTimeout: (restartTakesMs + replaceAfterMs) / 2`.',
      ],
    },
    'does-not-end': {
      title: 'The process does not end after SIGTERM.',
      why: 'An idle packer waits for a message that may never come. Who looks at a flag only between two messages does not see it. After some time whoever stops it sends SIGKILL.',
      section: 'go-without-leaving',
      hints: [
        'What is your program waiting for while there are no orders?',
        'The handler of the signal itself must end the process, once the order in hand is over.',
        '`inHand.then(() => process.exit(0))` in the handler.',
      ],
    },
    'packed-again': {
      title: 'An order that was finished is packed again by the next process.',
      why: 'The order was packed, and its commit was not made before the process ended. The next one begins at the committed offset, with the same order.',
      section: 'go-without-leaving',
      hints: [
        'What is committed at the moment when the process ends?',
        'The order in hand is over when its commit has been answered.',
        '`await pack(parseOrder(message)); await message.commit();`, and the end waits for both.',
      ],
    },
    'wrong-exit-code': {
      title: 'A clean end has an exit code that says that it failed.',
      why: 'The packer finished what it had in hand, and did not exit with 0. Whoever deploys may call that a crash, and stop the rolling restart half way.',
      section: 'go-without-leaving',
      hints: [
        'Who reads the exit code of your process?',
        'Nothing went wrong: 0. For a packer that was refused it is another one.',
        '`process.exit(0)`.',
      ],
    },
    'orders-left-over': {
      title: 'Orders are not packed, or not committed.',
      why: 'The topic holds orders, the packers were there to pack them, and some are left over.',
      section: 'go-without-leaving',
      hints: [
        'Does every message come to `handle`, and is its commit made?',
        'Print what `refused` gets.',
        '`await pack(parseOrder(message)); await message.commit();`.',
      ],
    },
  },
} satisfies LabPart;
