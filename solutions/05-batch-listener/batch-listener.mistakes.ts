import type { Mistakes } from '#define';
import type lab from '#lab/05-batch-listener/lab.ts';

export default {
  'batch-never-kept': {
    believed: 'The expression `?? { rows: [] }` keeps the batch that it makes.',
    diagnosis: 'not-written',
    edits: { 'batches.set(partition, batch);': '' },
  },
  'flush-by-size-only': {
    believed: 'Orders come all the time, so a batch is soon full.',
    diagnosis: 'tail-never-written',
    edits: {
      'batchSize, batchTimeoutMs': 'batchSize',
      'const timer = setInterval(flushAll, batchTimeoutMs);': '',
      'clearInterval(timer);': '',
    },
  },
  'never-resolves': {
    believed: 'A commit tells kafkajs how far the listener has come.',
    diagnosis: 'same-batch-again',
    program: true,
  },
  'one-offset-for-all': {
    believed: 'One buffer serves all partitions, because the last offset is the highest.',
    diagnosis: 'one-offset-for-all-partitions',
    edits: {
      '/** What waits to be written, of one partition. */': '/** What waits to be written. */',
      'const batches = new Map<number, Batch>();': `const batch: Batch = { rows: [], next: '' };
  const partitions = new Set<number>();`,
      [`/** Writes and commits what waits of a partition. One flush at a time: a second would take the rows of the first. */
  function flush(partition: number): Promise<void> {`]: `/** Writes and commits what waits. One flush at a time: a second would take the rows of the first. */
  function flush(): Promise<void> {`,
      [`const batch = batches.get(partition);
        if (!batch) return;
        batches.delete(partition);
        await write(batch.rows);
        await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);`]: `if (batch.rows.length === 0) return;
        const offset = batch.next;
        await write(batch.rows.splice(0));
        await consumer.commitOffsets([...partitions].map((partition) => ({ topic, partition, offset })));`,
      [`/** Flushes what waits, behind what is being flushed already. */
  function flushAll(): Promise<void> {
    for (const partition of batches.keys()) flush(partition);
    return flushing;
  }

  const timer = setInterval(flushAll, batchTimeoutMs);`]: 'const timer = setInterval(flush, batchTimeoutMs);',
      'await flushAll();': 'await flush();',
      [`const batch = batches.get(partition) ?? { rows: [], next: '' };
      batches.set(partition, batch);`]: 'partitions.add(partition);',
      'await flush(partition)': 'await flush()',
    },
  },
  'auto-commit': {
    believed: 'kafkajs may commit an order when the handler has taken it.',
    diagnosis: 'commit-before-write',
    edits: {
      'await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);': '',
      'autoCommit: false,': '',
    },
  },
  'commits-what-was-read': {
    believed: 'All orders that were read before the commit are in the table by then.',
    diagnosis: 'commit-before-write',
    edits: {
      [`/** The offset after the last of them. */
  next: string;`]: '',
      'let stopping = false;': `let stopping = false;
  /** The offset behind the last order of each partition that came. */
  const read = new Map<number, string>();`,
      'offset: batch.next': 'offset: read.get(partition)!',
      "[], next: ''": '[]',
      'batch.next = String(BigInt(message.offset) + 1n)': 'read.set(partition, String(BigInt(message.offset) + 1n))',
    },
  },
  'flush-error-swallowed': {
    believed: 'An INSERT fails for rows that are there already, and that is no reason to stop.',
    diagnosis: 'failed-and-committed',
    edits: {
      'await write(batch.rows)':
        "await write(batch.rows).catch((error) => console.error('could not write a batch', error))",
    },
  },
  'skips-while-flushing': {
    believed: 'While a flush is under way, no other flush is needed.',
    diagnosis: 'piles-up-in-memory',
    edits: {
      'let flushing: Promise<void> = Promise.resolve();': 'let flushing: Promise<void> | undefined;',
      [`/** Writes and commits what waits of a partition. One flush at a time: a second would take the rows of the first. */
  function flush(partition: number): Promise<void> {
    flushing = flushing
      .then(async () => {
        const batch = batches.get(partition);
        if (!batch) return;
        batches.delete(partition);
        await write(batch.rows);
        await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);
      })
      .catch(giveUp);
    return flushing;`]: `/** Writes and commits what waits of a partition. One flush at a time: whoever comes meanwhile goes away. */
  async function flush(partition: number): Promise<void> {
    if (flushing) return; // one is under way, that is enough
    const batch = batches.get(partition);
    if (!batch) return;
    flushing = (async () => {
      batches.delete(partition);
      await write(batch.rows);
      await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);
    })().catch(giveUp);
    await flushing;
    flushing = undefined;`,
      [`/** Flushes what waits, behind what is being flushed already. */
  function flushAll(): Promise<void> {
    for (const partition of batches.keys()) flush(partition);
    return flushing;`]: `async function flushAll(): Promise<void> {
    await flushing;
    for (const partition of batches.keys()) await flush(partition);`,
    },
  },
  'forgets-the-flush-under-way': {
    believed: '`flushAll` flushes all batches in the map, so no row is left.',
    diagnosis: 'flushed-not-committed',
    edits: {
      [`/** Flushes what waits, behind what is being flushed already. */
  function flushAll(): Promise<void> {
    for (const partition of batches.keys()) flush(partition);
    return flushing;
  }`]: 'const flushAll = () => Promise.all([...batches.keys()].map(flush));',
    },
  },
  'commit-before-write': {
    believed: 'A row must not be written twice, so the offset moves first.',
    diagnosis: 'commit-before-write',
    edits: {
      [`await write(batch.rows);
        await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);`]: `await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);
        await write(batch.rows);`,
    },
  },
  'timer-races-size': {
    believed: 'Node runs one thing at a time, so two flushes cannot meet.',
    diagnosis: 'rows-missing',
    edits: {
      'let flushing: Promise<void> = Promise.resolve();': '',
      [`/** Writes and commits what waits of a partition. One flush at a time: a second would take the rows of the first. */
  function flush(partition: number): Promise<void> {
    flushing = flushing
      .then(async () => {
        const batch = batches.get(partition);
        if (!batch) return;
        batches.delete(partition);
        await write(batch.rows);
        await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);
      })
      .catch(giveUp);
    return flushing;`]: `/** Writes and commits what waits of a partition. */
  async function flush(partition: number): Promise<void> {
    const batch = batches.get(partition);
    if (!batch || batch.rows.length === 0) return;
    await write(batch.rows);
    await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);
    batch.rows = [];`,
      [`/** Flushes what waits, behind what is being flushed already. */
  function flushAll(): Promise<void> {
    for (const partition of batches.keys()) flush(partition);
    return flushing;
  }`]: 'const flushAll = () => Promise.all([...batches.keys()].map(flush));',
      'setInterval(flushAll,': 'setInterval(() => flushAll().catch(giveUp),',
    },
  },
  'disconnect-first': {
    believed: 'The listener must stop the orders that come in before it writes the rows that are left.',
    diagnosis: 'flushed-not-committed',
    edits: {
      [`await flushAll();
    await consumer.disconnect();`]: `await consumer.disconnect(); // nothing new comes in any more
    await flushAll();`,
    },
  },
  'marks-only': {
    believed: '`resolveOffset` marks a message as done, and `commitOffsetsIfNecessary` commits what is marked.',
    diagnosis: 'never-commits',
    edits: {
      'await consumer.commitOffsets([{ topic, partition, offset: batch.next }]);': '',
      [`eachMessage: async ({ partition, message }) => {
      if (stopping) return; // neither written nor committed: the next process reads it
      const batch = batches.get(partition) ?? { rows: [], next: '' };
      batches.set(partition, batch);
      batch.rows.push(parseOrder(message));
      batch.next = String(BigInt(message.offset) + 1n);
      if (batch.rows.length >= batchSize) await flush(partition);`]: `eachBatchAutoResolve: false,
    eachBatch: async ({ batch: { partition, messages }, resolveOffset, commitOffsetsIfNecessary, heartbeat }) => {
      for (const message of messages) {
        if (stopping) return;
        const batch = batches.get(partition) ?? { rows: [], next: '' };
        batches.set(partition, batch);
        batch.rows.push(parseOrder(message));
        batch.next = String(BigInt(message.offset) + 1n);
        if (batch.rows.length >= batchSize) await flush(partition);
        resolveOffset(message.offset); // marks it as done
        await commitOffsetsIfNecessary();
        await heartbeat();
      }`,
    },
  },
  'commits-on-a-timer': {
    believed: 'A commit for each batch costs too much, and one commit each second is enough.',
    diagnosis: 'rows-doubled',
    edits: {
      'let stopping = false;': `let stopping = false;
  /** The offset behind the last row of each partition that is in the table. */
  const written = new Map<number, string>();`,
      'await consumer.commitOffsets([{ topic, partition, offset: batch.next }])': 'written.set(partition, batch.next)',
      'const timer = setInterval(flushAll, batchTimeoutMs);': `const timer = setInterval(flushAll, batchTimeoutMs);
  const commitTimer = setInterval(() => commitWritten().catch(giveUp), 1_000);

  /** A commit for each batch is too dear: one now and then does. */
  async function commitWritten(): Promise<void> {
    const offsets = [...written].map(([partition, offset]) => ({ topic, partition, offset }));
    if (offsets.length > 0) await consumer.commitOffsets(offsets);
  }`,
      'await flushAll();': `clearInterval(commitTimer);
    await flushAll();
    await commitWritten();`,
    },
  },
  'flush-not-awaited': {
    believed: 'The flushes are chained already, so the handler need not wait for them.',
    diagnosis: 'piles-up-in-memory',
    edits: {
      'if (batch.rows.length >= batchSize) await flush(partition);':
        'if (batch.rows.length >= batchSize) flush(partition);',
    },
  },
  'insert-each': {
    believed: 'The statement takes many rows, and one row is a special case of many.',
    diagnosis: 'one-insert-each',
    edits: {
      'database, batchSize': 'database',
      'if (batch.rows.length >= batchSize) await flush(partition);': 'await flush(partition);',
    },
  },
  'commits-the-last-row': {
    believed: 'The committed offset is the offset of the last row that was written.',
    diagnosis: 'commits-short',
    edits: {
      '/** The offset after the last of them. */': '/** The offset of the last of them. */',
      'batch.next = String(BigInt(message.offset) + 1n);': 'batch.next = message.offset;',
    },
  },
  'left-open': {
    believed: 'A process ends by itself when its work is over.',
    diagnosis: 'never-ends',
    edits: {
      'const timer = setInterval(flushAll, batchTimeoutMs);': 'setInterval(flushAll, batchTimeoutMs);',
      'clearInterval(timer);': '',
      [`await connection.end();
    process.exit(0);`]: '',
    },
  },
  'connection-closed-first': {
    believed: 'The database connection is the most precious resource, so the listener gives it back first.',
    diagnosis: 'bad-end',
    edits: {
      'await flushAll();': `await connection.end();
    await flushAll();`,
      'await connection.end();': '',
    },
  },
  'plain-insert': {
    believed: 'A row that was written is never written again.',
    diagnosis: 'stuck-on-a-row-that-is-there',
    edits: {
      [`await connection.query(
      \`INSERT INTO orders (order_id, customer, price_cents) VALUES ?
       ON DUPLICATE KEY UPDATE customer = VALUES(customer), price_cents = VALUES(price_cents)\`,
      [values],
    );`]: "await connection.query('INSERT INTO orders (order_id, customer, price_cents) VALUES ?', [values]);",
    },
  },
} satisfies Mistakes<typeof lab>;
