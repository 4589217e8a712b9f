/** How a topic is made: with so many copies, of which so many must be in sync. */
export interface Setting {
  copies: number;
  minimum: number;
}

/** The three cases that are told of everywhere, then two where the minimum is above the number of copies. */
export const settings: readonly Setting[] = [
  { copies: 3, minimum: 2 },
  { copies: 3, minimum: 1 },
  { copies: 3, minimum: 3 },
  { copies: 2, minimum: 3 },
  { copies: 1, minimum: 2 },
];

export type Acks = -1 | 1;
export const bothAcks: readonly Acks[] = [-1, 1];

/** The order that all copies had before anything broke, and the one that was sent then. */
export const EARLIER = 'order-1';
export const SENT = 'order-2';
export const TAKEN = 'takes it';

interface Tried {
  setting: Setting;
  acks: Acks;
  /** `takes it`, or Kafka's name of the error. */
  answer: string;
  /** What the topic held in the end, with all brokers back. */
  left: string[];
}

/** What became of an order that was sent with so many replicas in sync, when its leader then lost its disk. */
export interface Loss extends Tried {
  inSync: number;
  readable: boolean;
}

/** What became of an order that was sent while one replica in sync was frozen. */
export interface Wait extends Tried {
  afterMs: number;
}

/** docs/min-insync-replicas.md */
export function minIsrPage(kafkaVersion: string, losses: readonly Loss[], waits: readonly Wait[]): string {
  return [
    '# min.insync.replicas, as it is',
    `Made by \`npm run min-isr-table\`, on Kafka ${kafkaVersion}. Each row is an order that was sent to a real broker. [Lab 02](../labs/02-min-insync-replicas/lesson.md) is about it.`,
    '## When replicas are missing',
    `How to read a row: all copies of the topic have ${EARLIER}. Then brokers are stopped until so many replicas are in sync, and ${SENT} is sent to the leader. “Readable at once” says whether a consumer gets ${SENT} within a second. Then the leader dies, with its disk; the stopped brokers come back, and it does, too, with an empty disk. “Left” is what the topic holds then. Bold: an order with a receipt is gone.`,
    'With acks 1 and other replicas in sync, this table waits until they have fetched the order. The moment before that is in [lab 01](../labs/01-acks/lesson.md#what-each-value-promises).',
    ...settings.flatMap((setting) => [`### ${titleOf(setting)}`, lossTable(of(losses, setting))]),
    '## When a replica in sync is slow',
    `All three replicas are in sync, and one of the followers is frozen. Then ${SENT} is sent. A frozen broker loses its place in the ISR after about 2 s here, since the brokers of this course have \`broker.session.timeout.ms=2000\`; with Kafka’s default it is 9 s. The sender lets the leader wait for 5 s. “Left” is what the topic holds once the frozen broker is back; no disk is lost here.`,
    waitTable(waits),
  ]
    .join('\n\n')
    .concat('\n');
}

const titleOf = ({ copies, minimum }: Setting): string =>
  `Replication factor ${copies}, min.insync.replicas ${minimum}`;

const acksName = (acks: Acks): string => (acks === -1 ? 'all' : '1');

function of(losses: readonly Loss[], setting: Setting): Loss[] {
  const own = losses.filter((loss) => loss.setting === setting);
  return own.sort((a, b) => b.inSync - a.inSync || a.acks - b.acks);
}

function lossTable(losses: readonly Loss[]): string {
  return table(
    ['in sync', 'acks', 'the leader', 'readable at once', 'left'],
    losses.map((loss) => [loss.inSync, acksName(loss.acks), loss.answer, loss.readable ? 'yes' : 'no', leftOf(loss)]),
  );
}

function leftOf({ answer, left }: Tried): string {
  const promised = answer === TAKEN ? [EARLIER, SENT] : [EARLIER];
  const held = left.join(', ') || 'nothing';
  return promised.every((order) => left.includes(order)) ? held : `**${held}**`;
}

function waitTable(waits: readonly Wait[]): string {
  return table(
    ['min.insync.replicas', 'acks', 'the leader', 'after', 'left'],
    waits.map((wait) => {
      const { setting, acks, answer, afterMs } = wait;
      return [setting.minimum, acksName(acks), answer, `${(afterMs / 1_000).toFixed(1)} s`, leftOf(wait)];
    }),
  );
}

function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
