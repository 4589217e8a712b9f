import type { LabPart } from '#define';

/** Task 2: following the binlog. */
export const cdc = {
  decisions: [
    [
      'Five rows changed in one transaction. After which of them may the next process begin?',
      'Behind the whole transaction: at the `xid` event. Its `nextPosition` is behind it; which file that is in, `zongji.options.filename` says at this moment. See “Where a transaction ends”.',
      '`const end = { filename: zongji.options.filename!, position: event.nextPosition };`, before anything is awaited.',
    ],
    [
      'Two transactions come within a millisecond. When may the second one’s events be sent?',
      'When the first one’s are stored and its position is saved. The binlog does not wait for you: keep a chain. See “One after the other”.',
      '`work = work.then(() => publish(transaction, end)).catch(giveUp);`.',
    ],
    [
      'The process dies between two steps. Which order of the steps repeats, and which loses?',
      'First the events, and wait for them; then the position. See “Stored, then saved”.',
      '`await producer.send({ topic, messages }); await savePosition(end);`.',
    ],
    [
      'A process starts for the very first time, and dies before any order has changed. Where does the next one begin?',
      'Save where this one began, before anything else. At `ready`, `zongji.options` has it. See “Where to begin”.',
      '`if (!savedPosition) work = savePosition({ filename: filename!, position: position! });`.',
    ],
    [
      'Where does a process begin that finds a saved position, and where one that finds none?',
      '`startAtEnd` wins over a position, so give one or the other. See “Where to begin”.',
      '`return savedPosition ?? { startAtEnd: true };`.',
    ],
  ],
  diagnoses: {
    'first-position-not-saved': {
      title: 'The first process saved no position before something happened.',
      why: 'It began at the end of the binlog, and said that it follows, or died. The next one found no position, and began at the end as well: but the end had moved on. What happened in between nobody has told.',
      section: 'where-to-begin',
      hints: [
        'Where did the first process begin, and who knows that now?',
        'The place where you begin is a position like any other. It must be on disk before the program counts on it.',
        'At `ready`: `if (!savedPosition) work = savePosition({ … });`, and resolve after that.',
      ],
    },
    'begins-at-the-end': {
      title: 'A restart began at the end of the binlog, and passed over what had happened meanwhile.',
      why: 'A position was saved, and the process did not begin there. `startAtEnd: true` wins over `filename` and `position`; and a position without its file, or of another file, is somewhere else.',
      section: 'where-to-begin',
      hints: [
        'With which position was your program started, and with which one does it start zongji?',
        '`startAtEnd` is for the first start only.',
        '`return savedPosition ?? { startAtEnd: true };`.',
      ],
    },
    'saved-before-stored': {
      title: 'The position was saved before the events were stored.',
      why: 'The position says that all changes before it are told. When the process dies at that moment, or the broker does not take the events, the next one begins behind them: they are in the binlog, and nobody reads them any more. (An error of a send that is caught does the same: the next transaction’s position lies behind the lost one, too.)',
      section: 'stored-then-saved',
      hints: [
        'What does a saved position say of the changes before it?',
        'First the events, and wait for the broker’s answer; then the position.',
        '`await producer.send({ topic, messages });`, and then `await savePosition(end);`.',
      ],
    },
    'position-too-far': {
      title: 'A position was saved that lies behind events which were not stored yet.',
      why: 'While one transaction’s events were on their way, the binlog went on, and zongji’s own place with it. Saved then, it covers transactions that nobody had sent. After a crash the next process begins behind them.',
      section: 'where-a-transaction-ends',
      hints: [
        'Which events lie before the position that your program saves, and are they all stored?',
        'zongji.options runs ahead while you await something. Take the place at the `xid` event, before any `await`, and keep it with its transaction.',
        '`const end = { filename: zongji.options.filename!, position: event.nextPosition };` in `take`.',
      ],
    },
    'change-missing': {
      title: 'A change is in the binlog, and not in the topic.',
      why: 'Each row event is a change, also the second of a transaction, also a DELETE. What a handler passes over is never told.',
      section: 'where-a-transaction-ends',
      hints: [
        'Which change is missing, and what is special about it?',
        'Collect the rows until the `xid` event, and take the position of that event, at once.',
        '`changes.push(...changesIn(event)); if (event.getEventName() !== "xid" || changes.length === 0) return;`.',
      ],
    },
    'wrong-key': {
      title: 'An event has another key than the id of its order.',
      why: 'The key chooses the partition. Without it, or under another one, two changes of one order lie in two partitions, and who reads them may see the second first.',
      section: 'one-after-the-other',
      hints: [
        'By what does the producer choose the partition of an event?',
        'All changes of an order must have one key: its id. `idOf` gives it, also for a DELETE.',
        '`key: idOf(change)`.',
      ],
    },
    'out-of-order': {
      title: 'The changes of one order are in the topic in another order.',
      why: 'An order that is PAID before it is NEW is a riddle to whoever reads it, and the last event is not the last state. One key, one partition, and one send after the other keep them in order.',
      section: 'one-after-the-other',
      hints: [
        'Who decides in which order your sends reach the broker?',
        'The order’s id as key, and no send before the one before is stored.',
        '`work = work.then(() => publish(transaction, end)).catch(giveUp);`.',
      ],
    },
    'sent-side-by-side': {
      title: 'The second transaction was sent while the first one was not stored yet.',
      why: 'The binlog does not wait for your handler. If the first send fails and is tried again, it comes behind the second: the order of the changes is lost. And a position of the second, saved first, passes over the first.',
      section: 'one-after-the-other',
      hints: [
        'What is under way when the next event of the binlog comes?',
        'A chain of promises: each piece of work begins when the one before is over.',
        '`work = work.then(() => publish(transaction, end)).catch(giveUp);`.',
      ],
    },
    'hides-the-hole': {
      title: 'The saved position was gone, and the program went on from somewhere else.',
      why: 'The server said that it does not have that place any more: what happened between it and now nobody has told. A program that begins anew by itself hides this, and somebody finds out months later.',
      section: 'where-to-begin',
      hints: [
        'What lies between the place that is gone and the place where your program went on?',
        'Nobody can mend this hole but somebody with a snapshot of the tables. Let the program end, and be seen.',
        '`zongji.on("error", giveUp);`.',
      ],
    },
    'begins-anew': {
      title: 'A restart tells again what was told long ago.',
      why: 'It began further back than the last position that could have been saved: at the beginning of the file, or where an older process began. After a crash one transaction may come twice, not all of them.',
      section: 'stored-then-saved',
      hints: [
        'Which position did the process before save last, and where did this one begin?',
        'Save after each transaction. In MariaDB 11.4 row events have no position of their own: theirs is 0, and the file is read from its beginning.',
        '`{ filename: zongji.options.filename!, position: event.nextPosition }` of the `xid` event.',
      ],
    },
    'never-saved': {
      title: 'Events were stored, and no position was saved.',
      why: 'The next process begins where the last saved position is. All that came since will be told again.',
      section: 'stored-then-saved',
      hints: [
        'When does your program save?',
        'After each transaction that had changes of yours.',
        '`await savePosition(end);` behind the send.',
      ],
    },
    'no-change': {
      title: 'An event does not hold its change.',
      why: 'Whoever reads the event needs the operation, and what was before and after: an UPDATE has both, an INSERT and a DELETE have one.',
      section: 'where-a-transaction-ends',
      hints: [
        'What does `changesIn` return, and what is in your event?',
        'The value is the change, as JSON.',
        '`value: JSON.stringify(change)`.',
      ],
    },
    'no-id': {
      title: 'Events cannot be told apart: they have no id, or share one.',
      why: 'After a crash an event may come twice. Whoever reads it knows it again by its id, which must be the same both times, and no other event’s.',
      section: 'stored-then-saved',
      hints: [
        'What is the same about an event that is sent twice, and different from all others?',
        'Its place in the binlog, and its number in the transaction.',
        'A header `[EVENT_ID]` made of `end.filename`, `end.position` and `index`.',
      ],
    },
    'nothing-sent': {
      title: 'No event comes at all.',
      why: 'Orders change, and the topic stays empty. zongji tells of no row without `tablemap` among its events, and says nothing about it; and it tells of the tables in `includeSchema` only.',
      section: 'the-log-that-is-there-already',
      hints: [
        'Does your handler get any event? Log the names.',
        '`ROW_EVENTS` are those that it takes.',
        '`includeEvents: ROW_EVENTS, includeSchema: { [database.database]: ["orders"] }`.',
      ],
    },
  },
} satisfies LabPart;
