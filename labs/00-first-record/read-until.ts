import type { Consumer, SeekEntry } from 'kafkajs';
import type { StoredOrder } from './order.ts';

/**
 * Runs a subscribed consumer until it has read up to `ends` (the result of `admin.fetchTopicOffsets`), and returns what it
 * read, by partition and offset. A consumer that gets nothing more for a long time is given up on: then it returns what
 * there is.
 */
export async function readUntil(consumer: Consumer, ends: SeekEntry[], giveUpAfterMs = 8_000): Promise<StoredOrder[]> {
  const found: StoredOrder[] = [];
  const waitingFor = new Map(
    ends.filter(({ offset }) => offset !== '0').map((end) => [end.partition, BigInt(end.offset)]),
  );
  if (waitingFor.size === 0) return found;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, giveUpAfterMs);
    const eachMessage: Parameters<Consumer['run']>[0] = {
      eachMessage: async ({ partition, message }) => {
        const { offset, key, value } = message;
        found.push({ partition, offset, key: key?.toString() ?? null, order: parse(value?.toString() ?? '') });
        if (BigInt(offset) + 1n >= (waitingFor.get(partition) ?? 0n)) waitingFor.delete(partition);
        if (waitingFor.size > 0) return;
        clearTimeout(timer);
        resolve();
      },
    };
    consumer.run(eachMessage).catch(reject);
  });
  return found.sort((a, b) => a.partition - b.partition || Number(BigInt(a.offset) - BigInt(b.offset)));
}

function parse(text: string): StoredOrder['order'] {
  try {
    return JSON.parse(text);
  } catch {
    return { id: text, customer: '', item: 'this value is not JSON', priceCents: 0 };
  }
}
