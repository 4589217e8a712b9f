import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { type Order, TIMED_OUT } from '../labs/07-retry-dlt/order.ts';

/**
 * A process of the shop for `npm run backoff-load`, with retries as one program of lab 07 has them. Says `ready`, is told
 * until when the gateway is down, and prints a line for each try: when, whether it was paid, and which order.
 */
const [, , program, broker, name, baseMs] = process.argv as string[];
const { startRetries } = await import(pathToFileURL(program!).href);

const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
let isUpAt = Number.POSITIVE_INFINITY;

await startRetries({
  kafka: new Kafka({ clientId: 'shop', brokers: [broker!], logLevel: logLevel.NOTHING }),
  topic: name,
  retryTopic: `${name}.retry`,
  deadLetterTopic: `${name}.dead`,
  groupId: name,
  retryGroupId: `${name}.retry`,
  baseMs: Number(baseMs),
  sessionTimeoutMs: 6_000,
  async pay({ id }: Order): Promise<void> {
    const now = Date.now();
    process.stdout.write(`${now} ${now >= isUpAt ? 'paid' : 'timeout'} ${id}\n`);
    if (now < isUpAt) throw new Error(TIMED_OUT);
  },
});
process.stdout.write('ready\n');
isUpAt = Number((await lines.next()).value);
