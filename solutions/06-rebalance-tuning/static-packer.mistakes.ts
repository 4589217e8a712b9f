import type { Mistakes } from '#define';
import type lab from '#lab/06-rebalance-tuning/lab.ts';

export default {
  'group-per-packer': {
    believed: 'The group id is what stays over a restart, so each packer has its own.',
    diagnosis: 'another-group',
    edits: {
      [`clientId: name,
    groupId,`]: `clientId: name,
    groupId: \`\${groupId}.\${name}\`,`,
    },
  },
  'one-id-for-all': {
    believed: 'The instance id names the service, so that the group knows all its packers.',
    diagnosis: 'one-id-for-all',
    edits: { 'const groupInstanceId: string = name;': "const groupInstanceId = 'packers';" },
  },
  'kafkajs-with-instance-id': {
    believed: '`groupInstanceId` is an option of Kafka, so kafkajs sends it like any other option.',
    diagnosis: 'not-static',
    program: true,
  },
  'random-instance-id': {
    believed: 'An instance id only has to be unique, and a random part makes it unique.',
    diagnosis: 'another-id',
    edits: {
      "import { Consumer, type Message } from '@platformatic/kafka';": `import { randomUUID } from 'node:crypto';
import { Consumer, type Message } from '@platformatic/kafka';`,
      'const groupInstanceId: string = name;': 'const groupInstanceId = `${name}-${randomUUID()}`;',
    },
  },
  'exits-in-the-handler': {
    believed: 'A static member may end at any moment, because the group keeps its place.',
    diagnosis: 'order-cut-off',
    edits: {
      [`/** The order in hand, for the end to wait for. */
  let inHand: Promise<void> = Promise.resolve();
  let isEnding = false;`]: '',
      [`process.on('SIGTERM', () => {
    isEnding = true;
    // No close(): it would leave the group.
    inHand.then(() => process.exit(0));
  });`]: "process.on('SIGTERM', () => process.exit(0));",
      [`if (isEnding) return;
      inHand = handle(message).catch(refused);
      await inHand;`]: 'await handle(message).catch(refused);',
    },
  },
  'no-handler': {
    believed: 'Without LeaveGroup there is nothing to do at SIGTERM.',
    diagnosis: 'order-cut-off',
    edits: {
      [`/** The order in hand, for the end to wait for. */
  let inHand: Promise<void> = Promise.resolve();
  let isEnding = false;`]: '',
      [`process.on('SIGTERM', () => {
    isEnding = true;
    // No close(): it would leave the group.
    inHand.then(() => process.exit(0));
  });`]: '',
      [`if (isEnding) return;
      inHand = handle(message).catch(refused);
      await inHand;`]: 'await handle(message).catch(refused);',
    },
  },
  'closes-at-sigterm': {
    believed: 'The rule of lab 04 holds here, too: a program closes what it opened before it ends.',
    diagnosis: 'leaves-the-group',
    edits: {
      [`// No close(): it would leave the group.
    inHand.then(() => process.exit(0));`]: 'inHand.then(() => consumer.close(true)).then(() => process.exit(0));',
    },
  },
  'joins-again-when-refused': {
    believed: 'A packer that is refused has lost its membership, so it joins again.',
    diagnosis: 'takes-the-name-back',
    edits: {
      [`// The group is forming: the next heartbeat joins it again, and who gets the partition packs the order.
    if (refusal === 'REBALANCE_IN_PROGRESS' || refusal === 'ILLEGAL_GENERATION') return;
    console.error(\`\${name} stops: \${refusal ?? error}\`);
    process.exit(1);`]: `// It joins again before the next commit.
    console.error(\`\${name} joins again: \${refusal ?? error}\`);
    consumer.memberId = null;
    consumer.joinGroup({}).catch(refused);`,
    },
  },
  'client-retries': {
    believed: 'A client that retries mends by itself what the group refuses, so nobody needs to hear of it.',
    diagnosis: 'takes-the-name-back',
    edits: {
      'retries: 0, // otherwise a refused commit joins the group again, and takes the name back from whoever has it':
        'retries: 3,',
      "consumer.on('consumer:heartbeat:error', ({ error }) => refused(error));": '',
    },
  },
  'logs-and-goes-on': {
    believed: 'A refused commit is a short disturbance, and the next commit covers it.',
    diagnosis: 'goes-on-when-refused',
    edits: {
      [`const refusal = refusalIn(error);
    // The group is forming: the next heartbeat joins it again, and who gets the partition packs the order.
    if (refusal === 'REBALANCE_IN_PROGRESS' || refusal === 'ILLEGAL_GENERATION') return;
    console.error(\`\${name} stops: \${refusal ?? error}\`);
    process.exit(1);`]: 'console.error(`${name}: ${refusalIn(error) ?? error}`);',
    },
  },
  'leaves-the-loop-only': {
    believed: 'A program ends when it leaves its loop.',
    diagnosis: 'stays-when-refused',
    edits: {
      'process.exit(1);': `isEnding = true;
    process.exitCode = 1;`,
    },
  },
  'ends-at-two-refusals-only': {
    believed: 'Each refusal that is not a loss of the name passes by itself.',
    diagnosis: 'commits-what-failed',
    edits: {
      "if (refusal === 'REBALANCE_IN_PROGRESS' || refusal === 'ILLEGAL_GENERATION') return;":
        "if (refusal !== 'UNKNOWN_MEMBER_ID' && refusal !== 'FENCED_INSTANCE_ID') return;",
    },
  },
  'hears-only-commits': {
    believed: 'The answer to a commit tells early enough that another packer has the name.',
    diagnosis: 'deaf-while-idle',
    edits: { "consumer.on('consumer:heartbeat:error', ({ error }) => refused(error));": '' },
  },
  'ends-at-any-refusal': {
    believed: 'A refused commit means that another packer has the name.',
    diagnosis: 'ends-at-a-rebalance',
    edits: {
      [`// The group is forming: the next heartbeat joins it again, and who gets the partition packs the order.
    if (refusal === 'REBALANCE_IN_PROGRESS' || refusal === 'ILLEGAL_GENERATION') return;`]: '',
    },
  },
  'session-shorter-than-the-restart': {
    believed: 'The session only says how soon the group notices a dead packer, and 1.5 seconds is soon.',
    diagnosis: 'session-too-short',
    edits: {
      'pack, restartTakesMs, replaceAfterMs': 'pack',
      'sessionTimeout: number = (restartTakesMs + replaceAfterMs) / 2': 'sessionTimeout = 1_500',
    },
  },
  'session-of-a-minute': {
    believed:
      'The session of a minute that the client has by default is long enough for any restart, and does no harm.',
    diagnosis: 'waits-too-long',
    edits: {
      'pack, restartTakesMs, replaceAfterMs': 'pack',
      'const sessionTimeout: number = (restartTakesMs + replaceAfterMs) / 2;': '',
      [`sessionTimeout,
    rebalanceTimeout: sessionTimeout, // the client takes none that is shorter than the session`]: '',
    },
  },
  'flag-only': {
    believed: 'A flag is enough, because the loop sees it.',
    diagnosis: 'does-not-end',
    edits: {
      [`// No close(): it would leave the group.
    inHand.then(() => process.exit(0));`]: '',
      'if (isEnding) return;': '',
      'await inHand;': `await inHand;
      if (isEnding) process.exit(0);`,
    },
  },
  'commits-by-the-clock': {
    believed: 'A commit each second is enough, and cheaper than a commit for each order.',
    diagnosis: 'packed-again',
    edits: {
      'let isEnding = false;': `let isEnding = false;
  let last: Message | undefined;
  setInterval(() => {
    Promise.resolve(last?.commit()).catch(refused);
    last = undefined;
  }, 1_000);`,
      '/** One order: pack it, move the offset. */': '/** One order: pack it, and let the clock move the offset. */',
      'await message.commit();': 'last = message;',
    },
  },
  'exits-with-the-signals-number': {
    believed: 'A process that ends at SIGTERM exits with 143, as shells show it.',
    diagnosis: 'wrong-exit-code',
    edits: { 'inHand.then(() => process.exit(0));': 'inHand.then(() => process.exit(143));' },
  },
  'never-commits': {
    believed: 'The stream knows how far it has read, so nobody has to commit.',
    diagnosis: 'orders-left-over',
    edits: {
      '/** One order: pack it, move the offset. */': '/** One order: pack it. */',
      'await message.commit();': '',
    },
  },
} satisfies Mistakes<typeof lab>;
