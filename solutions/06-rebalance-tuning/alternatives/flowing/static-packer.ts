// The stream's events instead of a loop, commits by the consumer, and a session that is hardly longer than a restart.
import { Consumer, type Message } from '@platformatic/kafka';
import { parseOrder } from '#lab/06-rebalance-tuning/order.ts';
import { refusalIn, type StaticPackerOptions } from '#lab/06-rebalance-tuning/static-order.ts';

const PASSING = ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION'];

export async function startStaticPacker(options: StaticPackerOptions): Promise<void> {
  const sessionTimeout = options.restartTakesMs + 1_500;
  const consumer = new Consumer({
    clientId: 'packers',
    groupId: options.groupId,
    bootstrapBrokers: options.bootstrapBrokers,
    groupInstanceId: `${options.groupId}.${options.name}`,
    sessionTimeout,
    heartbeatInterval: Math.floor(sessionTimeout / 6),
    autocommit: false,
    retries: 0,
  });
  let isBusy = false;
  let isEnding = false;

  const stop = (error: unknown) => {
    if (!PASSING.includes(refusalIn(error) ?? '')) process.exit(1);
  };
  consumer.on('consumer:heartbeat:error', ({ error }) => stop(error));
  const stream = await consumer.consume({ topics: [options.topic], mode: 'committed', fallbackMode: 'earliest' });

  async function packOne(message: Message): Promise<void> {
    const { topic, partition, offset } = message;
    await options.pack(parseOrder(message));
    await consumer.commit({ offsets: [{ topic, partition, offset: offset + 1n, leaderEpoch: -1 }] });
  }

  stream.on('data', async (message: Message) => {
    stream.pause();
    isBusy = true;
    await packOne(message).catch(stop);
    isBusy = false;
    if (isEnding) process.exit(0);
    stream.resume();
  });

  process.on('SIGTERM', () => {
    isEnding = true;
    if (!isBusy) process.exit(0);
  });
}
