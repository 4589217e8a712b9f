import type { Mistakes } from '#define';
import type lab from '#lab/06-rebalance-tuning/lab.ts';

export default {
  'buffer-kept': {
    believed: 'The rows that I have read are mine to write.',
    diagnosis: 'writes-what-another-reads',
    edits: {
      [`let joins = 0;

  /** Called once, before the listener is a member. */
  function watchRebalances(): void {
    // Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.
    consumer.on(consumer.events.GROUP_JOIN, () => {
      joins += 1;
      batches.clear();
    });
  }`]: '',
      'const joined = joins;': '',
      'if (joins !== joined) return; // whoever has the partition now reads these rows again': '',
      'watchRebalances();': '',
    },
  },
  'flushed-after-the-join': {
    believed: 'A rebalance is the moment to write the rows that wait, and GROUP_JOIN says that there was one.',
    diagnosis: 'writes-what-another-reads',
    edits: {
      'let joins = 0;': '',
      [`// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.
    consumer.on(consumer.events.GROUP_JOIN, () => {
      joins += 1;
      batches.clear();
    });`]: 'consumer.on(consumer.events.GROUP_JOIN, () => void flushAll());',
      'const joined = joins;': '',
      'if (joins !== joined) return; // whoever has the partition now reads these rows again': '',
    },
  },
  'flushed-at-rebalancing': {
    believed: 'kafkajs waits for a listener of REBALANCING, as Java waits for `onPartitionsRevoked`.',
    diagnosis: 'writes-what-another-reads',
    edits: {
      'let joins = 0;': '',
      [`// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.
    consumer.on(consumer.events.GROUP_JOIN, () => {
      joins += 1;
      batches.clear();
    });`]: 'consumer.on(consumer.events.REBALANCING, () => flushAll());',
      'const joined = joins;': '',
      'if (joins !== joined) return; // whoever has the partition now reads these rows again': '',
    },
  },
  'commits-what-was-in-hand': {
    believed: 'The rows that the database had in hand before the rebalance are committed as always.',
    diagnosis: 'moves-anothers-offset',
    edits: {
      'let joins = 0;': '',
      [`// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.
    consumer.on(consumer.events.GROUP_JOIN, () => {
      joins += 1;
      batches.clear();
    });`]: 'consumer.on(consumer.events.GROUP_JOIN, () => batches.clear());',
      'const joined = joins;': '',
      'if (joins !== joined) return; // whoever has the partition now reads these rows again': '',
    },
  },
  'asks-before-it-waits': {
    believed: 'A listener that asks before the INSERT whose partition it is knows the answer after the INSERT, too.',
    diagnosis: 'moves-anothers-offset',
    edits: {
      'let joins = 0;': 'let mine = new Set<number>();',
      [`// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.
    consumer.on(consumer.events.GROUP_JOIN, () => {
      joins += 1;`]: `consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      mine = new Set(payload.memberAssignment[topic]);`,
      'const joined = joins;': 'if (!mine.has(partition)) return;',
      'if (joins !== joined) return; // whoever has the partition now reads these rows again': '',
    },
  },
  'counts-rebalances': {
    believed: 'A member that loses its partitions hears of a rebalance first.',
    diagnosis: 'moves-anothers-offset',
    edits: {
      [`// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.
    consumer.on(consumer.events.GROUP_JOIN, () => {`]: 'consumer.on(consumer.events.REBALANCING, () => {',
      [`joins += 1;
      batches.clear();
    });`]: `joins += 1;
    });
    consumer.on(consumer.events.GROUP_JOIN, () => batches.clear());`,
    },
  },
  'offsets-kept': {
    believed: 'It is enough to throw the rows away, because the offset that I have read up to stays true.',
    diagnosis: 'offset-kept',
    edits: {
      '// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.':
        '',
      'batches.clear();': 'for (const batch of batches.values()) batch.rows = [];',
      [`await write(batch.rows);
        if (joins !== joined) return; // whoever has the partition now reads these rows again`]: `if (batch.rows.length > 0) await write(batch.rows);
        if (joins !== joined) return;`,
    },
  },
  'taken-ones-cleared': {
    believed: 'A partition that stays is read on from where I am, so its rows may wait on.',
    diagnosis: 'kept-and-read-again',
    edits: {
      'let joins = 0;': 'let mine = new Set<number>();',
      [`// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.
    consumer.on(consumer.events.GROUP_JOIN, () => {
      joins += 1;
      batches.clear();`]: `consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      mine = new Set(payload.memberAssignment[topic]);
      for (const partition of batches.keys()) if (!mine.has(partition)) batches.delete(partition);`,
      'const joined = joins;': '',
      'if (joins !== joined) return; // whoever has the partition now reads these rows again':
        'if (!mine.has(partition)) return;',
    },
  },
  'cleared-at-rebalancing': {
    believed: 'Each rebalance begins with REBALANCING, also for a member that the group threw out.',
    diagnosis: 'writes-what-another-reads',
    edits: {
      [`// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.
    consumer.on(consumer.events.GROUP_JOIN, () => {`]: 'consumer.on(consumer.events.REBALANCING, () => {',
    },
  },
  'commits-what-waits': {
    believed: 'The new owner must begin behind the rows that I have read, so that no row is read twice.',
    diagnosis: 'offset-past-unwritten-rows',
    edits: {
      '// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.': `consumer.on(consumer.events.REBALANCING, async () => {
      const read = [...batches].map(([partition, { next }]) => ({ topic, partition, offset: next }));
      batches.clear();
      await consumer.commitOffsets(read).catch(unlessMovedOn);
    });`,
    },
  },
  'counted-once': {
    believed: 'The membership is known when the consumer runs, so the listener may note it then.',
    diagnosis: 'offset-stands-still',
    edits: {
      'let joins = 0;': `let joins = 0;
  let joined = 0;`,
      '// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.':
        '',
      'const joined = joins;': '',
      'if (joins !== joined) return; // whoever has the partition now reads these rows again':
        'if (joined > 0 && joins !== joined) return;',
      "process.on('SIGTERM', () => stopping || shutDown().catch(giveUp));": `joined = joins;
  process.on('SIGTERM', () => stopping || shutDown().catch(giveUp));`,
    },
  },
  'taken-for-good': {
    believed: 'A partition that was taken away does not come back.',
    diagnosis: 'rows-not-written',
    edits: {
      'let joins = 0;': `const seen = new Set<number>();
  const taken = new Set<number>();`,
      [`// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.
    consumer.on(consumer.events.GROUP_JOIN, () => {
      joins += 1;`]: `consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const mine = payload.memberAssignment[topic] ?? [];
      for (const partition of seen) if (!mine.includes(partition)) taken.add(partition);
      for (const partition of mine) seen.add(partition);`,
      'const joined = joins;': '',
      'if (joins !== joined) return; // whoever has the partition now reads these rows again':
        'if (taken.has(partition)) return;',
      "const batch = batches.get(partition) ?? { rows: [], next: '' };": `if (taken.has(partition)) return;
      const batch = batches.get(partition) ?? { rows: [], next: '' };`,
    },
  },
  'commits-on-a-timer': {
    believed: 'A commit now and then is enough, because only a few rows are repeated after a rebalance.',
    diagnosis: 'more-than-a-batch-doubled',
    edits: {
      'let joins = 0;': `let joins = 0;
  const written = new Map<number, string>();`,
      '// Before anything is fetched. kafkajs then reads from the committed offsets: what waits here would come twice.':
        '',
      'batches.clear();': `batches.clear();
      written.clear();`,
      [`if (joins !== joined) return; // whoever has the partition now reads these rows again
        await consumer.commitOffsets([{ topic, partition, offset: batch.next }]).catch(unlessMovedOn);`]: `if (joins !== joined) return;
        written.set(partition, batch.next);`,
      'const timer = setInterval(flushAll, batchTimeoutMs);': `const timer = setInterval(flushAll, batchTimeoutMs);
  const commits = setInterval(commitWritten, 10_000);

  async function commitWritten(): Promise<void> {
    const offsets = [...written].map(([partition, offset]) => ({ topic, partition, offset }));
    if (offsets.length > 0) await consumer.commitOffsets(offsets).catch(unlessMovedOn);
  }`,
      'await flushAll();': `clearInterval(commits);
    await flushAll();
    await commitWritten();`,
    },
  },
} satisfies Mistakes<typeof lab>;
