import type { Mistakes } from '#define';
import type lab from '#lab/02-min-insync-replicas/lab.ts';

export default {
  'sends-on-replay-only': {
    believed: 'In the outbox pattern all orders go through the outbox, and `replay` sends them.',
    diagnosis: 'not-stored',
    edits: {
      [`const isFirst = (await outbox.all()).length === 0;
      const fate = isFirst ? await tryToSend(order) : 'refused'; // behind the others, and never sent
      if (fate === 'stored') return 'stored';
      await outbox.park(order, fate);`]: "await outbox.park(order, 'refused'); // replay sends it",
    },
  },
  'two-replays-at-once': {
    believed: 'Each new order is a good moment to look whether the brokers are back.',
    diagnosis: 'refused-order-doubled',
    edits: {
      'return {': 'const sender: OrderSender = {',
      "return 'parked';": `if (!isFirst) sender.replay().catch(console.error); // perhaps the brokers are back
      return 'parked';`,
      [`await producer.disconnect();
    },
  };`]: `await producer.disconnect();
    },
  };
  return sender;`,
    },
  },
  'hopeless-tried-twice': {
    believed: 'A second try never does harm.',
    diagnosis: 'hopeless-tried-again',
    edits: {
      'let fate = before;': `let fate = before;
    let hopeless = 0;`,
      "if (says === 'hopeless') throw error;": "if (says === 'hopeless' && ++hopeless === 2) throw error;",
    },
  },
  'counts-brokers': {
    believed: 'It is safer to look first whether all brokers are there.',
    diagnosis: 'parked-needlessly',
    edits: {
      'await producer.connect();': `await producer.connect();
  const admin = kafka.admin();
  await admin.connect();`,
      "const fate = isFirst ? await tryToSend(order) : 'refused'; // behind the others, and never sent": `const { brokers } = await admin.describeCluster();
      const fate = isFirst && brokers.length === 3 ? await tryToSend(order) : 'refused';`,
      'async close() {': `async close() {
      await admin.disconnect();`,
    },
  },
  'acks-1': {
    believed: 'The topic demands two replicas, so the send need not demand them.',
    diagnosis: 'acks-not-all',
    edits: {
      'acks: -1, // all that are in sync: fewer than min.insync.replicas is refused only then':
        'acks: 1, // the leader knows how many are in sync',
    },
  },
  'tries-for-ever': {
    believed: 'The program must never give up an order.',
    diagnosis: 'tries-for-ever',
    edits: {
      [`export async function createOrderSender({
  kafka,
  topic,
  outboxFile,
  tryForMs,
}: OrderSenderOptions): Promise<OrderSender> {`]:
        'export async function createOrderSender({ kafka, topic, outboxFile }: OrderSenderOptions): Promise<OrderSender> {',
      [`/** Tries for \`tryForMs\`. Rejects when the order is hopeless. */
  async function tryToSend(order: Order, before: 'refused' | 'unknown' = 'refused') {
    const until = Date.now() + tryForMs;
    let fate = before;`]: `/** Tries until it works. Rejects when the order is hopeless. */
  async function tryToSend(order: Order): Promise<'refused' | 'unknown' | 'stored'> {`,
      "if (says === 'unknown') fate = 'unknown'; // no later answer tells what became of this try": '',
      'if (Date.now() + PAUSE_MS > until) return fate;': '',
      [`for (const { order, fate: before } of await outbox.all()) {
        const fate = await tryToSend(order, before);`]: `for (const { order } of await outbox.all()) {
        const fate = await tryToSend(order);`,
    },
  },
  'rejects-instead-of-parking': {
    believed: 'The caller knows best what to do with an order that the cluster did not take.',
    diagnosis: 'not-parked',
    edits: {
      [`await outbox.park(order, fate);
      return 'parked';`]: 'throw new Error(`the cluster did not take ${order.id}`);',
    },
  },
  'parked-in-memory': {
    believed: 'An outage takes minutes, so an array can hold the orders.',
    diagnosis: 'order-dropped',
    edits: {
      "import { Outbox } from '#lab/02-min-insync-replicas/outbox.ts';": `import type { Fate, ParkedOrder } from '#lab/02-min-insync-replicas/outbox.ts';

/** Orders that wait, the oldest first. */
class Outbox {
  readonly #parked = new Map<string, ParkedOrder>();

  async all(): Promise<ParkedOrder[]> {
    return [...this.#parked.values()];
  }

  async park(order: Order, fate: Fate): Promise<void> {
    this.#parked.set(order.id, { order, fate });
  }

  async remove(id: string): Promise<void> {
    this.#parked.delete(id);
  }
}`,
      [`export async function createOrderSender({
  kafka,
  topic,
  outboxFile,
  tryForMs,
}: OrderSenderOptions): Promise<OrderSender> {
  const outbox = new Outbox(outboxFile);`]: `export async function createOrderSender({ kafka, topic, tryForMs }: OrderSenderOptions): Promise<OrderSender> {
  const outbox = new Outbox();`,
    },
  },
  'not-awaited': {
    believed: 'Writing a file takes time, and the caller should not wait for it.',
    diagnosis: 'order-dropped',
    edits: {
      [`await outbox.park(order, fate);
      return 'parked';`]: `setTimeout(() => outbox.park(order, fate), 5_000); // the file can wait, the customer cannot
      return 'parked';`,
    },
  },
  'removed-before-receipt': {
    believed: 'An order that leaves the outbox first cannot be sent twice.',
    diagnosis: 'order-dropped',
    edits: {
      'const fate = await tryToSend(order, before);': `await outbox.remove(order.id); // else it might be sent twice
        const fate = await tryToSend(order, before);`,
      [`if (fate !== 'stored') {
          await outbox.park(order, fate);`]: "if (fate !== 'stored') {",
      'await outbox.remove(order.id);': '',
    },
  },
  'last-try-decides': {
    believed: 'The newest answer is the answer that counts.',
    diagnosis: 'perhaps-called-refused',
    edits: {
      "if (says === 'unknown') fate = 'unknown'; // no later answer tells what became of this try": 'fate = says;',
    },
  },
  'replay-forgets': {
    believed: 'A replay is a new try, so it need not know what became of the tries before.',
    diagnosis: 'perhaps-called-refused',
    edits: {
      [`for (const { order, fate: before } of await outbox.all()) {
        const fate = await tryToSend(order, before);`]: `for (const { order } of await outbox.all()) {
        const fate = await tryToSend(order);`,
    },
  },
  'retries-left-to-kafkajs': {
    believed: 'kafkajs can try again by itself, so the program needs no loop.',
    diagnosis: 'perhaps-called-refused',
    edits: {
      [`// No retries of kafkajs's own: it would send again without telling what became of the tries before.
  const producer = kafka.producer({ retry: { retries: 0 } });`]:
        'const producer = kafka.producer({ retry: { retries: 4, initialRetryTime: 50, maxRetryTime: 100 } });',
    },
  },
  'every-error-refused': {
    believed: 'An error means that the order was not stored.',
    diagnosis: 'perhaps-called-refused',
    edits: {
      '{ brokerErrorOf,': '{',
      "| 'unknown' |": '|',
      "return brokerErrorOf(error) === 'NOT_ENOUGH_REPLICAS' ? 'refused' : 'unknown';": "return 'refused';",
      'let fate = before;': 'const fate = before;',
      "if (says === 'unknown') fate = 'unknown'; // no later answer tells what became of this try": '',
    },
  },
  'new-id-for-each-try': {
    believed: 'Each record should have an id that no other record has.',
    diagnosis: 'new-id',
    edits: {
      '/** One try. Resolves with the receipt, rejects otherwise. */': `let tries = 0;

  /** One try. Resolves with the receipt, rejects otherwise. */`,
      'value: JSON.stringify(order)': 'value: JSON.stringify({ ...order, id: `${order.id}-${++tries}` })',
    },
  },
  'new-id-on-replay': {
    believed: 'A reader of the log should see which orders were replayed.',
    diagnosis: 'new-id',
    edits: { 'await tryToSend(order,': 'await tryToSend({ ...order, id: `${order.id}-again` },' },
  },
  overtakes: {
    believed: 'The brokers are back, so a new order can go out at once.',
    diagnosis: 'overtaken',
    edits: {
      [`const isFirst = (await outbox.all()).length === 0;
      const fate = isFirst ? await tryToSend(order) : 'refused'; // behind the others, and never sent`]:
        'const fate = await tryToSend(order);',
    },
  },
  'replay-goes-on': {
    believed: 'An order that fails in the replay should not hold up the orders behind it.',
    diagnosis: 'overtaken',
    edits: { 'break; // the others must not overtake it': 'continue;' },
  },
  'never-removed': {
    believed: 'An order that has its receipt does no harm in the outbox.',
    diagnosis: 'stays-parked',
    edits: { 'await outbox.remove(order.id);': '' },
  },
  'hopeless-parked': {
    believed: 'Sooner or later the cluster takes every order.',
    diagnosis: 'hopeless-parked',
    edits: {
      'brokerErrorOf, mayPass': 'brokerErrorOf',
      [`function fateOf(error: unknown): 'refused' | 'unknown' | 'hopeless' {
    if (!mayPass(error)) return 'hopeless';`]: "function fateOf(error: unknown): 'refused' | 'unknown' {",
      "if (says === 'hopeless') throw error;": '',
    },
  },
  'error-logged-only': {
    believed: 'An error that nobody can mend should not trouble the caller, because it is in the log.',
    diagnosis: 'hopeless-swallowed',
    edits: {
      "if (says === 'hopeless') throw error;": `if (says === 'hopeless') {
          console.error(error);
          return 'stored'; // nothing to be done about it
        }`,
    },
  },
  'gives-up-at-once': {
    believed: 'The outbox is there for errors, and `replay` tries the orders again.',
    diagnosis: 'gives-up-at-once',
    edits: {
      "import { setTimeout as sleep } from 'node:timers/promises';": '',
      [`/** Between two tries of one order. */
const PAUSE_MS = 200;`]: '',
      [`export async function createOrderSender({
  kafka,
  topic,
  outboxFile,
  tryForMs,
}: OrderSenderOptions): Promise<OrderSender> {`]:
        'export async function createOrderSender({ kafka, topic, outboxFile }: OrderSenderOptions): Promise<OrderSender> {',
      '/** Tries for `tryForMs`.': '/**',
      [`const until = Date.now() + tryForMs;
    let fate = before;
    for (;;) {
      try {
        await sendOnce(order);
        return 'stored';
      } catch (error) {
        const says = fateOf(error);
        if (says === 'hopeless') throw error;
        if (says === 'unknown') fate = 'unknown'; // no later answer tells what became of this try
      }
      if (Date.now() + PAUSE_MS > until) return fate;
      await sleep(PAUSE_MS);`]: `try {
      await sendOnce(order);
      return 'stored';
    } catch (error) {
      const says = fateOf(error);
      if (says === 'hopeless') throw error;
      return before === 'unknown' ? 'unknown' : says;`,
    },
  },
} satisfies Mistakes<typeof lab>;
