import type { Mistakes } from '#define';
import type lab from '#lab/06-rebalance-tuning/lab.ts';

export default {
  'commits-nothing': {
    believed: 'kafkajs notes by itself which orders a handler has finished.',
    diagnosis: 'not-packed',
    edits: {
      '({ partition,': '({',
      'await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);': '',
    },
  },
  'no-heartbeat': {
    believed: 'kafkajs sends heartbeats by itself, also while the handler works.',
    diagnosis: 'thrown-out-at-work',
    edits: {
      [`/** Waits for the work on one order, and tells the group meanwhile that this packer is alive. */
  async function aliveDuring(work: Promise<void>, heartbeat: () => Promise<void>): Promise<void> {
    const stuckAt = Date.now() + longestOrderMs;
    const timer = setInterval(() => {
      if (Date.now() > stuckAt) clearInterval(timer);
      // The group may want to rebalance: the order in hand is finished and committed first.
      else heartbeat().catch(() => {});
    }, heartbeatInterval / 2);
    await work.finally(() => clearInterval(timer));
  }`]: '',
      [`eachMessage: async ({ partition, message, heartbeat }) => {
      await aliveDuring(pack(parseOrder(message)), heartbeat);`]: `eachMessage: async ({ partition, message }) => {
      await pack(parseOrder(message));`,
    },
  },
  'interval-as-long-as-the-session': {
    believed: 'One heartbeat for each session is what the session asks for.',
    diagnosis: 'threw',
    edits: { 'Math.floor(sessionTimeoutMs / 5)': 'sessionTimeoutMs' },
  },
  'rebalance-timeout-raised': {
    believed: 'Orders take long, so the group needs a longer `rebalanceTimeout`.',
    diagnosis: 'thrown-out-at-work',
    edits: {
      'rebalanceTimeout: sessionTimeoutMs + longestOrderMs,': 'rebalanceTimeout: 10 * longestOrderMs,',
      [`/** Waits for the work on one order, and tells the group meanwhile that this packer is alive. */
  async function aliveDuring(work: Promise<void>, heartbeat: () => Promise<void>): Promise<void> {
    const stuckAt = Date.now() + longestOrderMs;
    const timer = setInterval(() => {
      if (Date.now() > stuckAt) clearInterval(timer);
      // The group may want to rebalance: the order in hand is finished and committed first.
      else heartbeat().catch(() => {});
    }, heartbeatInterval / 2);
    await work.finally(() => clearInterval(timer));
  }`]: '',
      [`eachMessage: async ({ partition, message, heartbeat }) => {
      await aliveDuring(pack(parseOrder(message)), heartbeat);`]: `eachMessage: async ({ partition, message }) => {
      await pack(parseOrder(message));`,
    },
  },
  'session-as-long-as-the-order': {
    believed: 'A session that is longer than the longest order needs no heartbeats.',
    diagnosis: 'session-too-long',
    edits: {
      'sessionTimeout: sessionTimeoutMs,': 'sessionTimeout: longestOrderMs + sessionTimeoutMs,',
      'sessionTimeoutMs + longestOrderMs': 'longestOrderMs + sessionTimeoutMs',
      [`/** Waits for the work on one order, and tells the group meanwhile that this packer is alive. */
  async function aliveDuring(work: Promise<void>, heartbeat: () => Promise<void>): Promise<void> {
    const stuckAt = Date.now() + longestOrderMs;
    const timer = setInterval(() => {
      if (Date.now() > stuckAt) clearInterval(timer);
      // The group may want to rebalance: the order in hand is finished and committed first.
      else heartbeat().catch(() => {});
    }, heartbeatInterval / 2);
    await work.finally(() => clearInterval(timer));
  }`]: '',
      [`eachMessage: async ({ partition, message, heartbeat }) => {
      await aliveDuring(pack(parseOrder(message)), heartbeat);`]: `eachMessage: async ({ partition, message }) => {
      await pack(parseOrder(message));`,
    },
  },
  'beats-for-ever': {
    believed: 'A packer is alive as long as its process runs.',
    diagnosis: 'stuck-for-ever',
    edits: {
      'const stuckAt = Date.now() + longestOrderMs;': '',
      'if (Date.now() > stuckAt) clearInterval(timer);': '',
      'else heartbeat().catch(() => {});': 'heartbeat().catch(() => {});',
    },
  },
  'beats-just-in-time': {
    believed: 'A heartbeat shortly before the session is over is enough.',
    diagnosis: 'one-delay-throws-out',
    edits: {
      'Math.floor(sessionTimeoutMs / 5)': 'sessionTimeoutMs - 300',
      '}, heartbeatInterval / 2);': '}, 100);',
    },
  },
  'timer-next-to-the-interval': {
    believed: 'An interval of a third of the session and a timer that is a moment shorter give each third a heartbeat.',
    diagnosis: 'one-delay-throws-out',
    edits: {
      'Math.floor(sessionTimeoutMs / 5)': 'Math.floor(sessionTimeoutMs / 3)',
      '}, heartbeatInterval / 2);': '}, heartbeatInterval - 20);',
    },
  },
  'throws-when-stuck': {
    believed: 'A packer that gives up a stuck order hands it to another packer.',
    diagnosis: 'stuck-and-begun-again',
    edits: {
      [`const timer = setInterval(() => {
      if (Date.now() > stuckAt) clearInterval(timer);
      // The group may want to rebalance: the order in hand is finished and committed first.
      else heartbeat().catch(() => {});
    }, heartbeatInterval / 2);
    await work.finally(() => clearInterval(timer));`]: `let timer: NodeJS.Timeout | undefined;
    const stuck = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        if (Date.now() > stuckAt) reject(new Error('the order is stuck'));
        else heartbeat().catch(() => {});
      }, heartbeatInterval / 2);
    });
    await Promise.race([work, stuck]).finally(() => clearInterval(timer));`,
    },
  },
  'throws-after-a-session': {
    believed: 'An order that takes longer than a session is stuck, and a packer begins it anew.',
    diagnosis: 'packed-twice',
    edits: {
      [`const stuckAt = Date.now() + longestOrderMs;
    const timer = setInterval(() => {
      if (Date.now() > stuckAt) clearInterval(timer);
      // The group may want to rebalance: the order in hand is finished and committed first.
      else heartbeat().catch(() => {});
    }, heartbeatInterval / 2);
    await work.finally(() => clearInterval(timer));`]: `const stuckAt = Date.now() + sessionTimeoutMs;
    let timer: NodeJS.Timeout | undefined;
    const stuck = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        if (Date.now() > stuckAt) reject(new Error('the order is stuck'));
        else heartbeat().catch(() => {});
      }, heartbeatInterval / 2);
    });
    await Promise.race([work, stuck]).finally(() => clearInterval(timer));`,
    },
  },
  'stops-at-the-refusal': {
    believed: 'Once the group rebalances, it waits for this packer, also without heartbeats.',
    diagnosis: 'silent-in-a-rebalance',
    edits: {
      [`// The group may want to rebalance: the order in hand is finished and committed first.
      else heartbeat().catch(() => {});`]: 'else heartbeat().catch(() => clearInterval(timer));',
    },
  },
  'swallows-what-fails': {
    believed: 'An order that fails is in the log, and somebody reads the log.',
    diagnosis: 'failed-and-committed',
    edits: {
      'await work.finally(() => clearInterval(timer));': `await work.catch(console.error);
    clearInterval(timer);`,
    },
  },
  'gives-up-at-a-rebalance': {
    believed: 'When the group rebalances, the order in hand is no longer ours.',
    diagnosis: 'joined-in-the-middle',
    edits: {
      [`const timer = setInterval(() => {
      if (Date.now() > stuckAt) clearInterval(timer);
      // The group may want to rebalance: the order in hand is finished and committed first.
      else heartbeat().catch(() => {});
    }, heartbeatInterval / 2);
    await work.finally(() => clearInterval(timer));`]: `const over = work.then(() => true);
    const step = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(false), heartbeatInterval / 2));
    while (!(await Promise.race([over, step()]))) if (Date.now() < stuckAt) await heartbeat();`,
    },
  },
  'packs-in-the-background': {
    believed: 'A handler that pauses its partition, packs meanwhile and returns at once is never too slow.',
    diagnosis: 'joined-in-the-middle',
    edits: {
      [`/** Waits for the work on one order, and tells the group meanwhile that this packer is alive. */
  async function aliveDuring(work: Promise<void>, heartbeat: () => Promise<void>): Promise<void> {
    const stuckAt = Date.now() + longestOrderMs;
    const timer = setInterval(() => {
      if (Date.now() > stuckAt) clearInterval(timer);
      // The group may want to rebalance: the order in hand is finished and committed first.
      else heartbeat().catch(() => {});
    }, heartbeatInterval / 2);
    await work.finally(() => clearInterval(timer));
  }`]: '',
      [`eachMessage: async ({ partition, message, heartbeat }) => {
      await aliveDuring(pack(parseOrder(message)), heartbeat);
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);`]: `eachMessage: async ({ partition, message }) => {
      const resume = () => consumer.resume([{ topic, partitions: [partition] }]);
      consumer.pause([{ topic, partitions: [partition] }]);
      void pack(parseOrder(message))
        .then(async () => {
          await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
          resume();
        })
        .catch(console.error);`,
    },
  },
  'commits-first': {
    believed: 'A packer that commits first packs no order twice.',
    diagnosis: 'committed-before-packed',
    edits: {
      [`await aliveDuring(pack(parseOrder(message)), heartbeat);
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);`]: `await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
      await aliveDuring(pack(parseOrder(message)), heartbeat);`,
    },
  },
  'packs-on': {
    believed: 'The next commit makes good a commit that failed.',
    diagnosis: 'zombie-packs-on',
    edits: {
      [`eachMessage: async ({ partition, message, heartbeat }) => {
      await aliveDuring(pack(parseOrder(message)), heartbeat);
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);`]: `eachBatch: async ({ batch, heartbeat }) => {
      for (const message of batch.messages) {
        await aliveDuring(pack(parseOrder(message)), heartbeat);
        const offset = String(BigInt(message.offset) + 1n);
        await consumer.commitOffsets([{ topic, partition: batch.partition, offset }]).catch(console.error);
      }`,
    },
  },
  'crash-not-heard': {
    believed: 'A consumer that has crashed joins again by itself.',
    diagnosis: 'does-nothing-for-ever',
    edits: {
      [`// A consumer that is over for good leaves a process that does nothing. Whoever runs it starts it again.
  consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || process.exit(1));`]: '',
    },
  },
} satisfies Mistakes<typeof lab>;
