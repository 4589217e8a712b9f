import type { Mistakes } from '#define';
import type lab from '#lab/07-retry-dlt/lab.ts';

export default {
  'sends-then-commits': {
    believed: 'The offset moves once the broker has the record, and nothing can go wrong between the two lines.',
    diagnosis: 'put-back-twice',
    edits: {
      [`export async function redrive({ kafka, deadLetterTopic, groupId, transactionalId }: RedriveOptions): Promise<number> {
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });`]: `export async function redrive({ kafka, deadLetterTopic, groupId }: RedriveOptions): Promise<number> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });`,
      [`const topics = [{ topic: deadLetterTopic, partitions: [{ partition, offset }] }];
    const transaction = await producer.transaction();
    try {
      await transaction.send({ topic, messages });
      await transaction.sendOffsets({ consumerGroupId: groupId, topics });
      await transaction.commit();
    } catch (error) {
      if (transaction.isActive()) await transaction.abort();
      throw error;
    }`]: `await producer.send({ topic, messages });
    await consumer.commitOffsets([{ topic: deadLetterTopic, partition, offset }]);`,
      [`// Takes the transactional id over: the brokers refuse who had it before, and abort what that one left open.
    await (await producer.transaction()).abort();`]: '',
    },
  },
  'commits-then-sends': {
    believed: 'Nobody may pay twice, so the offset moves first.',
    diagnosis: 'letter-lost',
    edits: {
      [`export async function redrive({ kafka, deadLetterTopic, groupId, transactionalId }: RedriveOptions): Promise<number> {
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });`]: `export async function redrive({ kafka, deadLetterTopic, groupId }: RedriveOptions): Promise<number> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });`,
      [`const topics = [{ topic: deadLetterTopic, partitions: [{ partition, offset }] }];
    const transaction = await producer.transaction();
    try {
      await transaction.send({ topic, messages });
      await transaction.sendOffsets({ consumerGroupId: groupId, topics });
      await transaction.commit();
    } catch (error) {
      if (transaction.isActive()) await transaction.abort();
      throw error;
    }`]: `await consumer.commitOffsets([{ topic: deadLetterTopic, partition, offset }]);
    await producer.send({ topic, messages });`,
      [`// Takes the transactional id over: the brokers refuse who had it before, and abort what that one left open.
    await (await producer.transaction()).abort();`]: '',
    },
  },
  'offset-outside': {
    believed: 'The record is in a transaction, so all is exactly once, and the consumer may commit as it always does.',
    diagnosis: 'put-back-twice',
    edits: {
      'const topics = [{ topic: deadLetterTopic, partitions: [{ partition, offset }] }];': '',
      'await transaction.sendOffsets({ consumerGroupId: groupId, topics });': '',
      [`throw error;
    }`]: `throw error;
    }
    await consumer.commitOffsets([{ topic: deadLetterTopic, partition, offset }]);`,
    },
  },
  'new-id-each-run': {
    believed: 'A transactional id must be unique, so each run gets a new one.',
    diagnosis: 'not-fenced',
    edits: {
      'const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });': `const producer = kafka.producer({
    transactionalId: \`\${transactionalId}-\${process.pid}\`,
    idempotent: true,
    maxInFlightRequests: 1,
  });`,
    },
  },
  'fences-late': {
    believed: 'kafkajs asks for the transactional id when the first transaction begins, and that is early enough.',
    diagnosis: 'asked-too-early',
    edits: {
      [`// Takes the transactional id over: the brokers refuse who had it before, and abort what that one left open.
    await (await producer.transaction()).abort();`]: '',
    },
  },
  'producer-for-each-letter': {
    believed: 'Each letter is a transaction, so each letter has a producer of its own.',
    diagnosis: 'takes-the-id-late',
    edits: {
      'const transaction = await producer.transaction();': `const own = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
    await own.connect();
    const transaction = await own.transaction();`,
      [`throw error;
    }`]: `throw error;
    } finally {
      await own.disconnect();
    }`,
    },
  },
  'tries-with-a-new-producer': {
    believed: 'An error of a producer goes away with a new producer.',
    diagnosis: 'sent-though-fenced',
    edits: {
      'const transaction = await producer.transaction();': `const once = async (by: typeof producer) => {
      const transaction = await by.transaction();
      try {
        await transaction.send({ topic, messages });
        await transaction.sendOffsets({ consumerGroupId: groupId, topics });
        await transaction.commit();
      } catch (error) {
        if (transaction.isActive()) await transaction.abort().catch(() => {});
        throw error;
      }
    };`,
      [`await transaction.send({ topic, messages });
      await transaction.sendOffsets({ consumerGroupId: groupId, topics });
      await transaction.commit();`]: 'await once(producer);',
      [`if (transaction.isActive()) await transaction.abort();
      throw error;`]: `if (!/epoch|fenced/i.test(String(error))) throw error;
      const another = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
      await another.connect();
      await once(another).finally(() => another.disconnect());`,
    },
  },
  'never-aborts': {
    believed: 'A transaction that is not committed is as good as aborted.',
    diagnosis: 'left-open',
    edits: {
      [`try {
      await transaction.send({ topic, messages });
      await transaction.sendOffsets({ consumerGroupId: groupId, topics });
      await transaction.commit();
    } catch (error) {
      if (transaction.isActive()) await transaction.abort();
      throw error;
    }`]: `await transaction.send({ topic, messages });
    await transaction.sendOffsets({ consumerGroupId: groupId, topics });
    await transaction.commit();`,
    },
  },
  'goes-on-after-a-failure': {
    believed: 'A letter that cannot be put back must not stop the other letters.',
    diagnosis: 'letter-lost',
    edits: {
      [`await putBack(message, partition).catch((error: unknown) => {
          reject(error);
          throw error; // else kafkajs goes on with the next one
        });`]: '',
      'moved++;': `try {
          await putBack(message, partition);
          moved++;
        } catch (error) {
          console.error(\`\${deadLetterTopic}-\${partition}, offset \${offset}\`, error);
        }`,
    },
  },
  'skips-the-nameless': {
    believed: 'A letter that does not say where it came from cannot be put back, so there is nothing to do.',
    diagnosis: 'passed-over',
    edits: {
      [`if (!topic)
      throw new Error(\`\${deadLetterTopic}-\${partition}, offset \${message.offset}: nothing says where it came from\`);`]:
        'if (!topic) return;',
    },
  },
  'leaves-it-to-the-client': {
    believed: 'The client refuses a topic that is not there, and that is enough.',
    diagnosis: 'letter-not-named',
    edits: {
      [`const topic = textOf(message, header.topic);
    if (!topic)
      throw new Error(\`\${deadLetterTopic}-\${partition}, offset \${message.offset}: nothing says where it came from\`);`]:
        'const topic = textOf(message, header.topic)!;',
    },
  },
  'takes-what-comes': {
    believed: 'A letter that comes while the redrive runs may go back at once.',
    diagnosis: 'no-end-in-sight',
    edits: {
      'const isForNow = offset >= part.from && offset < part.to;': 'const isForNow = offset >= part.from;',
      'moved++;': `moved++;
        part.to = (await leftNow()).get(partition)?.to ?? part.to;`,
    },
  },
  'whole-batches': {
    believed: 'All letters that a batch brings go back, and the ends only say when to stop.',
    diagnosis: 'no-end-in-sight',
    edits: { 'const isForNow = offset >= part.from && offset < part.to;': 'const isForNow = offset >= part.from;' },
  },
  'one-origin': {
    believed: 'A dead letter topic belongs to one topic, so the first letter says where all letters come from.',
    diagnosis: 'wrong-topic',
    edits: {
      'let moved = 0;': `let moved = 0;
  let origin: string | undefined;`,
      'const topic = textOf(message, header.topic);': `origin ??= textOf(message, header.topic);
    const topic = origin;`,
    },
  },
  'key-forgotten': {
    believed: 'A record is its value and its headers.',
    diagnosis: 'key-lost',
    edits: {
      'renewed({ key,': 'renewed({',
      'return { key,': 'return {',
    },
  },
  'value-as-text': {
    believed: 'Orders are JSON, and JSON is text.',
    diagnosis: 'bytes-changed',
    edits: { 'return { key, value': 'return { key, value: String(value)' },
  },
  'headers-as-text': {
    believed: 'Headers are text.',
    diagnosis: 'bytes-changed',
    edits: {
      'headers: Object.fromEntries(own)': 'headers: Object.fromEntries(own.map(([name, is]) => [name, String(is)]))',
    },
  },
  'attempts-stay': {
    believed: 'The record goes back as it is, so that its readers see what it went through.',
    diagnosis: 'failure-kept',
    edits: {
      [`const failure: readonly string[] = Object.values(header);
    const own = Object.entries(headers ?? {}).filter(([name]) => !failure.includes(name));
    return { key, value, headers: Object.fromEntries(own) };`]: 'return { key, value, headers: headers ?? {} };',
    },
  },
  'attempts-only': {
    believed: 'Only the number of attempts must begin again.',
    diagnosis: 'failure-kept',
    edits: { '= Object.values(header)': '= [header.attempts, header.due]' },
  },
  'drops-all-headers': {
    believed: 'All headers of a letter are about its failure, and the failure is mended.',
    diagnosis: 'own-headers-lost',
    edits: {
      [`function renewed({ key, value, headers }: KafkaMessage): Message {
    const failure: readonly string[] = Object.values(header);
    const own = Object.entries(headers ?? {}).filter(([name]) => !failure.includes(name));
    return { key, value, headers: Object.fromEntries(own) };`]: `function renewed({ key, value }: KafkaMessage): Message {
    return { key, value };`,
    },
  },
  'deletes-the-letters': {
    believed: 'A letter that is back in its topic is no dead letter any more.',
    diagnosis: 'letters-deleted',
    edits: {
      'await putAllBack(left);': `const done = [...left].map(([partition, { to }]) => ({ partition, offset: String(to) }));
    await putAllBack(left);
    await admin.deleteTopicRecords({ topic: deadLetterTopic, partitions: done });`,
    },
  },
  'reads-the-aborted': {
    believed: 'A redrive must see all records of the topic.',
    diagnosis: 'aborted-put-back',
    edits: { 'maxWaitTimeInMs: 100': 'maxWaitTimeInMs: 100, readUncommitted: true' },
  },
  'counts-offsets': {
    believed: 'As many letters are left as there are offsets.',
    diagnosis: 'miscounted',
    edits: {
      'let moved = 0;': '',
      'moved++;': '',
      'await putAllBack(left);': `const count = [...left.values()].reduce((sum, { from, to }) => sum + Number(to - from), 0);
    await putAllBack(left);`,
      'return moved;': 'return count;',
    },
  },
  'waits-for-the-last-offset': {
    believed: 'The redrive is done when the letter before the end of the partition is back.',
    diagnosis: 'never-over',
    edits: {
      'const { CRASH, END_BATCH_PROCESS } = consumer.events;': 'const { CRASH } = consumer.events;',
      [`moved++;
      };
      // The handler sees no markers of transactions, and the last offset may be one; this tells of them, too.
      consumer.on(END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
        if (BigInt(lastOffset) + 1n >= (left.get(partition)?.to ?? 0n)) left.delete(partition);
        if (left.size === 0) resolve();
      });`]: `moved++;
        if (part.from === part.to) left.delete(partition);
        if (left.size === 0) resolve();
      };`,
    },
  },
  'waits-for-a-letter': {
    believed: 'The consumer tells when no letter is left.',
    diagnosis: 'never-over',
    edits: { 'if (left.size === 0) return 0;': '' },
  },
} satisfies Mistakes<typeof lab>;
