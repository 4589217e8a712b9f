import type { LabPart } from '#define';

/** Task 4, the reader: each event counts once. */
export const readModel = {
  decisions: [
    [
      'The same event comes twice, with a restart in between. By what do you know it again, and who remembers?',
      'By its id, in a table: a primary key refuses the second. See “Each event counts once”.',
      '`INSERT IGNORE INTO seen_events VALUES (?)`, and `affectedRows === 1`.',
    ],
    [
      'The process dies between “seen” and “applied”. What if the first was written, and what if the second was?',
      'Both, or neither: one transaction. And the offset behind it. See “Each event counts once”.',
      '`await connection.beginTransaction(); if (await isNew(…)) await apply(…); await connection.commit();`.',
    ],
  ],
  diagnoses: {
    'wrong-event-id': {
      title: 'Events are remembered under something else than their id.',
      why: 'The key is the order’s: its second event would be taken for seen. Partition and offset are new each time that an event is sent: it would never be known again. The id is what the event carries with it.',
      section: 'each-event-counts-once',
      hints: [
        'What do you store in seen_events, and is it the same when the event comes again, and another for every other event?',
        'The relay has put it into a header.',
        '`String(message.headers?.[EVENT_ID])`.',
      ],
    },
    'not-deleted': {
      title: 'A DELETE did not delete.',
      why: 'The order is gone, and the view shows it for ever.',
      section: 'each-event-counts-once',
      hints: [
        'What is `after` of a change whose operation is DELETE?',
        'Nothing. `idOf` says which row is meant.',
        '`if (!change.after) await connection.execute("DELETE FROM order_view WHERE id = ?", [id]);`.',
      ],
    },
    'wrong-view': {
      title: 'The view is not as the events say.',
      why: 'An INSERT, an UPDATE or a DELETE had another effect than on the orders themselves. (If only the last event is missing: its transaction was never committed; each START TRANSACTION commits the one before.)',
      section: 'each-event-counts-once',
      hints: [
        'Which event is the first after which view and orders differ?',
        'An order may come as INSERT or as UPDATE: write it either way, and count the change.',
        '`INSERT … ON DUPLICATE KEY UPDATE …, changes = changes + 1`.',
      ],
    },
    risen: {
      title: 'An order that was deleted is there again.',
      why: 'Its INSERT came once more, behind its DELETE. For an upsert that is a new order.',
      section: 'each-event-counts-once',
      hints: [
        'Your statement may be repeated. Is that enough when something else came in between?',
        'An event that was applied once must not be applied again, whatever came since.',
        '`if (await isNew(id)) await apply(change);`.',
      ],
    },
    'counted-twice': {
      title: 'An event was applied twice.',
      why: 'It came again, as it may, and was not known again; or it was applied, and “seen” was not stored when the process died. A status that is written twice looks right. A number that is counted up does not.',
      section: 'each-event-counts-once',
      hints: [
        'What in the view shows that an event was applied twice?',
        'Apply what is new only, and store “seen” and the change together.',
        '`if (await isNew(String(message.headers?.[EVENT_ID]))) await apply(change);` within one transaction.',
      ],
    },
    'known-in-memory': {
      title: 'What was seen is known in memory only: a restart forgets it.',
      why: 'Events come twice just when something was restarted. A `Set` knows nothing of the process before.',
      section: 'each-event-counts-once',
      hints: [
        'When do events come twice, and what has happened to your process then?',
        'The table `seen_events` outlives the process.',
        '`INSERT IGNORE INTO seen_events VALUES (?)`.',
      ],
    },
    'event-lost': {
      title: 'An event was taken for seen, and was never applied.',
      why: '“Seen” was stored, or the offset moved, and the change never was: the process died in between, or a statement failed and the error was caught. Whoever comes next passes over the event.',
      section: 'each-event-counts-once',
      hints: [
        'What stands in the two tables if the process dies between the two statements?',
        '“Seen” and the change belong in one transaction; the commit of the offset comes after it.',
        '`beginTransaction()`, `isNew`, `apply`, `commit()`, and then `commitOffsets`.',
      ],
    },
    'stands-still': {
      title: 'Events are left that nobody reads.',
      why: 'The offset does not move to the end: an event failed each time, nothing is committed, or not for an event that is known already. (The committed offset is the next to read: the last one and 1.)',
      section: 'each-event-counts-once',
      hints: [
        'At which event does the offset stand?',
        'An event that was seen already is done, too: its offset must move.',
        '`commitOffsets` behind the transaction, also where nothing was new.',
      ],
    },
  },
} satisfies LabPart;
