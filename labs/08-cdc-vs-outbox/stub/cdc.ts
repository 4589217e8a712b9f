import ZongJi, { type BinlogEvent } from '@vlasky/zongji';
import { todo } from '#kit/todo';
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
    todo('7: the events are stored, and a position is saved: in which order, and what is waited for?');
  }

  /** Rows first, and then the end of their transaction. */
  function take(event: BinlogEvent): void {
    changes.push(...changesIn(event));
    if (event.getEventName() !== 'xid' || changes.length === 0) return;
    const transaction = changes;
    changes = [];
    const end: Position = todo('5: which place in the binlog lies behind this transaction?');
    todo('6: `publish` it, when the transaction before it is published');
  }

  /** What zongji is started with. */
  function whereToBegin(): Position | { startAtEnd: true } {
    return todo('9: where does it begin: with a saved position, and without one?');
  }

  await producer.connect();
  zongji.on('binlog', take);
  zongji.on('error', giveUp);
  await new Promise<void>((resolve) => {
    zongji.on('ready', () => {
      const { filename, position } = zongji.options;
      todo('8: on the very first start, what must be on disk before this resolves?');
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
