import type { LabPart } from '#define';

/** Task 3, the writer: an order and its event. */
export const orders = {
  decisions: [
    [
      'The process dies between two statements. Which of them must never be seen apart?',
      'The order’s row and its event: one transaction, and both are rolled back where one fails. See “One transaction”.',
      '`await connection.beginTransaction(); try { await statements(); await connection.commit(); } catch (error) { await connection.rollback(); throw error; }`.',
    ],
    [
      'Two requests change one order at the same time. Who decides which event gets the lower number?',
      'Whoever writes the order’s row first holds it until its commit. Write the event behind it. See “First the row, then its event”.',
      '`await connection.execute("UPDATE orders …"); if (affectedRows === 0) throw …; await tell("StatusChanged", { id, status });`.',
    ],
  ],
  diagnoses: {
    'writer-stuck': {
      title: 'The writer does not end: somebody holds a lock that is never given back.',
      why: 'A transaction that is neither committed nor rolled back keeps its rows locked, and whoever wants them waits.',
      section: 'one-transaction',
      hints: [
        'What becomes of the transaction when a statement in it fails?',
        'Each transaction ends: by `commit()` or by `rollback()`.',
        '`catch (error) { await connection.rollback(); throw error; }`.',
      ],
    },
    'stored-and-not-told': {
      title: 'An order was stored, and nothing tells of it.',
      why: 'The order was stored by itself: the writer died before the event was, or the event was refused and the order was not rolled back. (A transaction that is left open is committed by the next START TRANSACTION.) No other service will ever hear of this order.',
      section: 'one-transaction',
      hints: [
        'What stands in the two tables if the process dies between the two statements?',
        'Both statements belong in one transaction, on one connection, and both are rolled back where one fails. Kafka is in no transaction of a database.',
        '`beginTransaction()`, both statements, `commit()`; `rollback()` where it fails.',
      ],
    },
    'told-and-not-stored': {
      title: 'Something is told that is not so.',
      why: 'The event was stored or sent, and the order was not: its statement failed, or its transaction never came to its commit. Others act on an order that does not exist. What is sent to Kafka is sent; no rollback takes it back.',
      section: 'one-transaction',
      hints: [
        'The order’s transaction is rolled back. What becomes of its event?',
        'The event is a row in the same transaction, and nothing else. The relay sends it once it is committed.',
        '`INSERT INTO outbox …` between `beginTransaction()` and `commit()`, and no `producer` in this file.',
      ],
    },
    'sends-by-itself': {
      title: 'The order service sends an event to Kafka by itself.',
      why: 'What is sent within a transaction stays sent when that is rolled back; what is sent behind it is lost when the process dies before. And where there is an outbox as well, the relay brings the same event once more, under another id.',
      section: 'two-writes-and-nothing-in-between',
      hints: [
        'Who brings events to Kafka, once the outbox has them?',
        'The service writes rows, and nothing else. The relay sends.',
        'No `producer` in `orders.ts`.',
      ],
    },
    'told-in-another-order': {
      title: 'The last event of an order is not its last state.',
      why: 'Two writers changed one order. The one got the lower number in the outbox and the later turn at the order’s row. Whoever follows the events ends with a state that the table does not have, and nothing will ever correct it.',
      section: 'first-the-row-then-its-event',
      hints: [
        'At which statement does the second writer have to wait for the first?',
        'The row of the order is the lock. Take it first; numbers that are given behind it are in order.',
        '`UPDATE orders …` first, and the INSERT into the outbox behind it.',
      ],
    },
    'event-missing': {
      title: 'Something happened to an order, and the outbox does not tell of it.',
      why: 'Each change of an order has one event. Without it, the others do not know.',
      section: 'one-transaction',
      hints: [
        'What does the outbox hold after one `place` and one `changeStatus`?',
        'Each of the two writes an event.',
        '`await tell("StatusChanged", { id, status });`.',
      ],
    },
    'not-refused': {
      title: 'Something that was not done was taken for done.',
      why: 'An UPDATE that finds no row is no error for a database, and an error that is caught and not thrown again tells nobody. Whoever called believes that the order is paid.',
      section: 'first-the-row-then-its-event',
      hints: [
        'How many rows has your UPDATE changed?',
        '`affectedRows` says it.',
        '`if (affectedRows === 0) throw new Error(…);`.',
      ],
    },
    'wrong-aggregate': {
      title: 'An event does not say rightly what it is about.',
      why: 'aggregatetype, aggregateid and type are what routes an event: to its topic, under its key, to its handler.',
      section: 'one-transaction',
      hints: [
        'Which columns has the outbox, and what stands in each?',
        'The aggregate is the order: its type is `order`, its id the order’s id.',
        "`INSERT INTO outbox (aggregatetype, aggregateid, type, payload) VALUES ('order', ?, ?, ?)`.",
      ],
    },
  },
} satisfies LabPart;
