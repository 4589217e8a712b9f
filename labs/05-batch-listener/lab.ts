import { defineLab } from '#define';

export default defineLab({
  title: 'Batches: many orders, one INSERT',
  goal: 'You write a listener that archives orders in a database: many rows with one INSERT, committed once for each batch. No row is lost, and after a crash at most one batch of each partition is written again.',
  minutes: 45,
  shape: 'one',
  database: true,
  files: ['batch-listener.ts'],
  tasks: ['Rows in batches, committed after they are written', 'A row that is there already'],
  decisions: [
    [
      'If no further order comes today, when is the last batch written?',
      'A timer, every `batchTimeoutMs`. See “A batch that does not fill up”.',
      '`setInterval(flushAll, batchTimeoutMs)`.',
    ],
    [
      'While a batch is being written, what does kafkajs do if your handler has returned?',
      'A batch of its own for each partition, in `batches`. When it is full, wait for its flush: then nothing more is read meanwhile. See “Whoever waits does not pile up”.',
      '`const batch = batches.get(partition) ?? { rows: [], next: "" }; batches.set(partition, batch); batch.rows.push(parseOrder(message)); batch.next = String(BigInt(message.offset) + 1n); if (batch.rows.length >= batchSize) await flush(partition);`.',
    ],
    [
      'If the process dies between the two steps, which is worse: a row that is written twice, or one that never is?',
      'First the rows, and wait for them; then the offset of this partition, and wait for that. See “Written, then committed”.',
      '`await write(batch.rows); await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);`.',
    ],
    [
      'After `consumer.disconnect()`, can a batch still be committed?',
      'Flush first, then the consumer, then the connection that the flush needed. See “The last batch”.',
      '`await flushAll(); await consumer.disconnect(); await connection.end();`.',
    ],
  ],
  diagnoses: {
    'not-written': {
      title: 'Orders do not become rows.',
      why: 'The topic holds orders, nothing was broken, and the table does not hold all of them.',
      section: 'your-task',
      hints: [
        'Does every order come into a batch, and every batch to `write`?',
        'Print the size of the batch in the handler and in `flush`.',
        '`batch.rows.push(parseOrder(message))`, and `flush` when the batch is full or its time is over.',
      ],
    },
    'rows-missing': {
      title: 'Orders that were committed are not in the table.',
      why: 'Two flushes were under way at the same time, one by size and one by time. One cleared the batch while the other still filled or wrote it; what came in between was thrown away, and a later commit passed it.',
      section: 'one-flush-at-a-time',
      hints: [
        'While a flush waits for the database, who else may touch its batch?',
        'Take the batch out of the map before you wait, and let one flush begin when the one before is over.',
        '`flushing = flushing.then(async () => { const batch = batches.get(partition); batches.delete(partition); … })`.',
      ],
    },
    'tail-never-written': {
      title: 'A batch that does not fill up is never written.',
      why: 'The batch is written when it is full, and only then. The last orders of the day wait for the first ones of tomorrow.',
      section: 'a-batch-that-does-not-fill-up',
      hints: [
        'What happens to four orders when a batch takes ten?',
        'Size or time: whichever comes first.',
        '`setInterval(flushAll, batchTimeoutMs)`.',
      ],
    },
    'same-batch-again': {
      title: 'The same orders are read and written again and again.',
      why: 'kafkajs fetches from the offset behind the last message that was resolved. With `eachBatchAutoResolve: false` nothing is resolved unless you say so: the same batch comes again at once.',
      section: 'how-far-have-i-read-how-far-am-i-done',
      hints: [
        'From which offset does the next fetch of your consumer begin?',
        '`resolveOffset(message.offset)` moves the place from which kafkajs reads on. It commits nothing.',
        '`resolveOffset(message.offset)` for each message that is in a batch.',
      ],
    },
    'one-offset-for-all-partitions': {
      title: 'One offset was committed for every partition.',
      why: 'Each partition counts its offsets for itself. The number of one partition skips orders of another.',
      section: 'written-then-committed',
      hints: [
        'Which partitions do the rows of this batch come from?',
        'A batch for each partition, or a `next` for each partition in it.',
        '`await consumer.commitOffsets([{ topic, partition, offset: batch.next }])` with the batch’s own partition.',
      ],
    },
    'commit-before-write': {
      title: 'The offset moved past rows that were not written.',
      why: 'The commit said “done” about orders that were in memory only. When the process dies now, nobody reads them again.',
      section: 'written-then-committed',
      hints: [
        'At the moment of the commit, where are the rows?',
        'kafkajs’s auto commit counts a message as done when your handler returns; putting it into an array is not done.',
        '`autoCommit: false`, and `await write(batch.rows)` before `await consumer.commitOffsets(…)`.',
      ],
    },
    'commits-short': {
      title: 'The committed offset is not the one after the last row that was written.',
      why: 'The committed offset is the next one to read. A number too small repeats an order at each start, for ever.',
      section: 'written-then-committed',
      hints: [
        'Which order does the next process read first?',
        'The offset after the last row, not that of the last row.',
        '`String(BigInt(message.offset) + 1n)`.',
      ],
    },
    'never-commits': {
      title: 'Rows are written, and no offset is ever committed.',
      why: 'Telling kafkajs how far you have read (`resolveOffset`) is not a commit. The group’s offset stays where it was, and the next listener writes everything again.',
      section: 'how-far-have-i-read-how-far-am-i-done',
      hints: [
        'Which request tells the broker how far the group is?',
        '`commitOffsets` sends it; `commitOffsetsIfNecessary()` without arguments does nothing unless an interval or a threshold is set.',
        '`await consumer.commitOffsets([{ topic, partition, offset: batch.next }])` after the rows.',
      ],
    },
    'flushed-not-committed': {
      title: 'The last batch was written, and its commit never reached the broker.',
      why: 'The consumer was stopped before the last flush. From then on `commitOffsets` does nothing, or throws. The next listener reads the orders again and writes them again.',
      section: 'the-last-batch',
      hints: [
        'In which state is the consumer when your last flush commits?',
        'Flush and wait, then disconnect.',
        '`await flushAll(); await consumer.disconnect();`.',
      ],
    },
    'failed-and-committed': {
      title: 'A batch that the database did not take was committed.',
      why: 'The statement failed, and the offset moved all the same. The rows are nowhere, and nobody reads their orders again. What one knows to be harmless (a row that is there already) comes as an error as well as what is not (a lost connection).',
      section: 'one-flush-at-a-time',
      hints: [
        'What does your program do after a statement that failed?',
        'A batch that was not written must not be committed, and no later batch of its partition may be, either.',
        'Let the error out of `write`: the stub’s `giveUp` ends the process, and the next one reads from the last commit.',
      ],
    },
    'piles-up-in-memory': {
      title: 'Orders pile up in memory while the database is slow.',
      why: 'The handler does not wait for the flush, so kafkajs reads on as fast as the broker gives. With a slow database the process grows until it is killed, and what it holds in memory is not even seen.',
      section: 'whoever-waits-does-not-pile-up',
      hints: [
        'What makes kafkajs stop reading while your batch is being written?',
        'It reads on when your handler has returned. A handler that waits is a brake.',
        '`if (batch.rows.length >= batchSize) await flush(partition);`.',
      ],
    },
    'rows-doubled': {
      title: 'More is written twice than a crash explains.',
      why: 'The same rows went to the database by two flushes, or a crash repeated more than the batch in hand.',
      section: 'one-flush-at-a-time',
      hints: [
        'How many flushes can be at work on the same rows?',
        'One flush at a time, and a commit after each.',
        'Chain them: `flushing = flushing.then(…)`, and take the batch out of the map at its beginning.',
      ],
    },
    'one-insert-each': {
      title: 'Nearly every order has an INSERT of its own.',
      why: 'A statement and a round trip for each row, and a transaction too, unless the program began one: that is what the batch was to save.',
      section: 'a-batch-that-does-not-fill-up',
      hints: [
        'How many rows does one of your statements carry?',
        '`INSERT … VALUES ?` takes many rows; the timer is for the tail only.',
        "`await connection.query('INSERT INTO orders (…) VALUES ?', [values])` with all rows of the batch, when `batchSize` of them are there.",
      ],
    },
    'never-ends': {
      title: 'The listener does not end after SIGTERM.',
      why: 'A timer, a connection to the database or a client is still open, or the shutdown waits for something that does not come.',
      section: 'the-last-batch',
      hints: [
        'What is still open when your shutdown is over?',
        'The timer, the consumer, the connection.',
        '`clearInterval(timer); await flushAll(); await consumer.disconnect(); await connection.end();`.',
      ],
    },
    'bad-end': {
      title: 'The shutdown ends with an error.',
      why: 'The process did not exit with code 0: the last flush failed, or something that it needed was closed before.',
      section: 'the-last-batch',
      hints: [
        'Which error does your shutdown print?',
        'The connection is needed by the last flush: it is closed last.',
        '`await flushAll(); await consumer.disconnect(); await connection.end();`.',
      ],
    },
    'stuck-on-a-row-that-is-there': {
      title: 'A row that is there already stops the listener.',
      why: 'After a crash a batch is written again. With a primary key the database refuses the second copy (error 1062), the whole statement fails, and so it does the next time: the partition stands still.',
      section: 'a-row-that-is-there-already',
      hints: [
        'What does the database say to a second row with the same key, and what does your listener do then?',
        'An upsert inserts a row or, where its key is there, writes over it. See “A row that is there already”.',
        '`INSERT INTO orders (…) VALUES ? ON DUPLICATE KEY UPDATE customer = VALUES(customer), price_cents = VALUES(price_cents)`.',
      ],
    },
  },
});
