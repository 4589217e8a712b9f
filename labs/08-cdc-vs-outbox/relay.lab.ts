import type { LabPart } from '#define';

/** Task 3, the relay: from the outbox to Kafka. */
export const relay = {
  decisions: [
    [
      'Event 7 is committed after event 8. What does a relay that remembers “up to 8” do with it?',
      'Ask what was not delivered, not what is behind the last number. See “Numbers have gaps”.',
      '`… FROM outbox LEFT JOIN outbox_delivery ON event_id = outbox.id WHERE event_id IS NULL ORDER BY outbox.id LIMIT ?`.',
    ],
    [
      'The relay dies between its two steps. Which order of the two repeats, and which loses?',
      'First the send, and wait for it; then the record of it. See “Delivered means acknowledged”.',
      '`await send(events); await record(events);`.',
    ],
    [
      'Two relays run, since two machines do. What may the second do while the first has read ten events and not sent them?',
      'Nothing. One lock for both, held from the reading to the record. See “Two relays”.',
      '`const [[lock]] = await connection.query("SELECT GET_LOCK(?, ?) AS held", [name, LOCK_WAIT_S]);`, an error unless `Number(lock.held) === 1`, then `return work().finally(() => connection.query("SELECT RELEASE_LOCK(?)", [name]));`.',
    ],
  ],
  diagnoses: {
    'outbox-changed': {
      title: 'The program tried to change what stands in the outbox.',
      why: 'The outbox is a record of what there was to tell: rows are added, and deleted when they are old. Who may change them can change what was told. So this user may not, and the server refused it. Whether an event was delivered stands in a table of its own.',
      section: 'delivered-means-acknowledged',
      hints: [
        'What does the program want to write down about an event, and where is the place for that?',
        '`outbox_delivery` has a row for each event that is delivered.',
        '`INSERT IGNORE INTO outbox_delivery (event_id) VALUES ?`.',
      ],
    },
    'recorded-before-stored': {
      title: 'Events were recorded as delivered, and the broker does not have them.',
      why: 'The record says “done”. If the relay dies then, or the broker refuses, nobody sends them again.',
      section: 'delivered-means-acknowledged',
      hints: [
        'When is an event delivered?',
        'When the broker has said so: `producer.send` resolves then.',
        '`await send(events); await record(events);`.',
      ],
    },
    'gap-passed-over': {
      title: 'An event with a lower number came later, and was passed over.',
      why: 'AUTO_INCREMENT gives numbers when rows are inserted; they can be read when their transactions commit. A relay that remembers the highest number never looks below it again.',
      section: 'numbers-have-gaps',
      hints: [
        'Transaction A gets number 7, B gets 8, B commits first. What does your relay see, and what does it remember?',
        'Do not remember a number. Ask which events have no delivery.',
        '`LEFT JOIN outbox_delivery ON event_id = outbox.id WHERE event_id IS NULL`.',
      ],
    },
    overtaken: {
      title: 'Events of one order are in the topic in another order.',
      why: 'Another relay sent later events while this one still held the earlier ones in its hand; or they were sent side by side. SKIP LOCKED makes just that easy: the second relay skips what the first holds, and is faster.',
      section: 'two-relays',
      hints: [
        'What may a second relay do with an order whose earlier events another has read and not sent?',
        'One relay at a time, from the reading to the record: a lock.',
        '`GET_LOCK` before `waiting()`, `RELEASE_LOCK` after `record(events)`.',
      ],
    },
    'told-twice': {
      title: 'Events are in the topic twice, and nothing had died.',
      why: 'Two relays read the same events before either recorded them, or a relay does not see what was recorded. A crash may repeat a batch; a normal day may not.',
      section: 'two-relays',
      hints: [
        'What does the second relay read while the first has sent and not recorded?',
        'Reading, sending and recording belong under one lock.',
        '`alone(publishBatch)`.',
      ],
    },
    'lock-kept': {
      title: 'A relay kept its lock, and the other one waits.',
      why: 'GET_LOCK belongs to the connection: as long as that lives, the lock is held. A relay that ends a batch, or whose send fails, and that does not give it back, stops all relays.',
      section: 'two-relays',
      hints: [
        'On which ways can your program leave the part that is under the lock?',
        'Also by an error. `finally` is run either way.',
        '`return work().finally(() => connection.query("SELECT RELEASE_LOCK(?)", [name]));`.',
      ],
    },
    'not-published': {
      title: 'An event lies in the outbox, and is not in the topic.',
      why: 'The relay ended, or waits, and something was left.',
      section: 'delivered-means-acknowledged',
      hints: [
        'Does your relay go on until nothing waits?',
        '`publish` resolves when a batch is empty, not when it is short.',
        'Compare the outbox with the topic: which event is missing, and in which batch was it?',
      ],
    },
    'wrong-aggregate-key': {
      title: 'An event has another key than its order.',
      why: 'The key chooses the partition. Events of one order under different keys, or without any, lie in different partitions, and nobody reads them in order.',
      section: 'delivered-means-acknowledged',
      hints: [
        'What do all events of an order have in common?',
        'The aggregate’s id is the key.',
        '`key: aggregateid`.',
      ],
    },
    'no-event-id': {
      title: 'An event in the topic does not say which one it is.',
      why: 'A batch may come twice. Whoever reads it knows it again by its id only, and that must be the outbox’s.',
      section: 'delivered-means-acknowledged',
      hints: [
        'How does a reader know that it has had this event?',
        'The id of the row in the outbox, as the header `id`.',
        '`headers: { [EVENT_ID]: String(id), type }`.',
      ],
    },
    'deleted-at-once': {
      title: 'Events are deleted as soon as they are published.',
      why: 'Then nobody can say afterwards what was told, and when; and a relay that dies before the delete sends again. Cleaning up is a job of its own, later and in small pieces (task 4).',
      section: 'delivered-means-acknowledged',
      hints: [
        'Who wants to know next week whether this event was sent?',
        'Leave the event where it is, and write its delivery down.',
        'No DELETE in the relay.',
      ],
    },
    miscounted: {
      title: '`publish()` says another number than it published.',
      why: 'Whoever runs it watches this number: 0 means that nothing waits.',
      section: 'delivered-means-acknowledged',
      hints: ['What do you count?', 'Add up the batches.', '`published += count;`.'],
    },
  },
} satisfies LabPart;
