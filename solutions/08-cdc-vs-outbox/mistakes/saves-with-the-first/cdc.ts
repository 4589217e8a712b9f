// Believed: once the first change is stored, the others will be.
import ZongJi, { type BinlogEvent } from '@vlasky/zongji';
import { changesIn, ROW_EVENTS } from '#lab/08-cdc-vs-outbox/binlog.ts';
import type { CdcOptions, Position } from '#lab/08-cdc-vs-outbox/following.ts';
import { type Change, EVENT_ID, idOf } from '#lab/08-cdc-vs-outbox/order.ts';

/** Makes an event of each change of an order, as the binlog tells of them. Resolves once it follows the binlog. */
export async function startCdc(options: CdcOptions): Promise<void> {
  const { kafka, topic, database, serverId, savedPosition, savePosition } = options;
  const producer = kafka.producer();
  const zongji = new ZongJi(database);
  let changes: Change[] = [];
  let work: Promise<void> = Promise.resolve();

  /** What is not saved is read again by the next process. */
  function giveUp(error: unknown): void {
    console.error(error);
    process.exit(1);
  }

  /** Brings the changes of one transaction to Kafka, and remembers where the next one begins. */
  async function publish(transaction: Change[], end: Position): Promise<void> {
    const messages = transaction.map((change, index) => ({
      key: idOf(change),
      value: JSON.stringify(change),
      headers: { [EVENT_ID]: `${end.filename}:${end.position}:${index}` },
    }));
    for (const [index, message] of messages.entries()) {
      await producer.send({ topic, messages: [message] });
      if (index === 0) await savePosition(end);
    }
  }

  /** Rows first, and then the end of their transaction. */
  function take(event: BinlogEvent): void {
    changes.push(...changesIn(event));
    if (event.getEventName() !== 'xid' || changes.length === 0) return;
    const transaction = changes;
    changes = [];
    const end = { filename: zongji.options.filename!, position: event.nextPosition };
    work = work.then(() => publish(transaction, end)).catch(giveUp);
  }

  /** What zongji is started with. */
  function whereToBegin(): Position | { startAtEnd: true } {
    return savedPosition ?? { startAtEnd: true };
  }

  await producer.connect();
  zongji.on('binlog', take);
  zongji.on('error', giveUp);
  await new Promise<void>((resolve) => {
    zongji.on('ready', () => {
      const { filename, position } = zongji.options;
      if (!savedPosition) work = savePosition({ filename: filename!, position: position! });
      work.then(resolve, giveUp);
    });
    zongji.start({
      serverId,
      includeEvents: ROW_EVENTS,
      includeSchema: { [database.database]: ['orders'] },
      ...whereToBegin(),
    });
  });
}
