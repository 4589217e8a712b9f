// Believed: a client that retries mends by itself whatever the group refuses, so nobody need hear of it.
import { Consumer, type Message } from '@platformatic/kafka';
import { parseOrder } from '#lab/06-rebalance-tuning/order.ts';
import { refusalIn, type StaticPackerOptions } from '#lab/06-rebalance-tuning/static-order.ts';

/** Packs orders under a name that stays over restarts. Resolves once it is a member of its group. */
export async function startStaticPacker(options: StaticPackerOptions): Promise<void> {
  const { bootstrapBrokers, topic, groupId, name, pack, restartTakesMs, replaceAfterMs } = options;
  const groupInstanceId: string = name;
  const sessionTimeout: number = (restartTakesMs + replaceAfterMs) / 2;
  const consumer = new Consumer({
    clientId: name,
    groupId,
    bootstrapBrokers,
    groupInstanceId,
    sessionTimeout,
    rebalanceTimeout: sessionTimeout, // the client takes none that is shorter than the session
    heartbeatInterval: 250,
    maxWaitTime: 100,
    autocommit: false,
    retries: 3,
  });
  /** The order in hand, for the end to wait for. */
  let inHand: Promise<void> = Promise.resolve();
  let isEnding = false;

  /** One order: pack it, move the offset. */
  async function handle(message: Message): Promise<void> {
    await pack(parseOrder(message));
    await message.commit();
  }

  /** The group does not take a commit, or a heartbeat. */
  function refused(error: unknown): void {
    const refusal = refusalIn(error);
    // The group is forming: the next heartbeat joins it again, and who gets the partition packs the order.
    if (refusal === 'REBALANCE_IN_PROGRESS' || refusal === 'ILLEGAL_GENERATION') return;
    console.error(`${name} stops: ${refusal ?? error}`);
    process.exit(1);
  }

  process.on('SIGTERM', () => {
    isEnding = true;
    // No close(): it would leave the group.
    inHand.then(() => process.exit(0));
  });

  const stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest' });
  const work = async () => {
    for await (const message of stream) {
      if (isEnding) return;
      inHand = handle(message).catch(refused);
      await inHand;
    }
  };
  void work();
}
