import { type Check, type CheckContext, type HistoryEvent, type LogRecord, only } from '#testing';
import { fail } from './judging.ts';
import {
  beginPayments,
  broken,
  headerOf,
  type OrderRecord,
  order,
  paymentGrounds,
  REFUSED,
  recordsIn,
  subjectIn,
  unknown,
} from './letters.ts';
import { header } from './order.ts';
import { answer, begun, comesTrue, isPast, lettersOf } from './paying.ts';

const ISO_8601 = /^\d{4}-\d\d-\d\dT/;

/** Bytes that are no UTF-8: whoever makes text of them cannot make the same bytes of that text. */
const inLatin1: OrderRecord = {
  subject: 'order-3',
  key: Buffer.from('Zoë', 'latin1'),
  value: Buffer.from('{"id":"order-3","customer":"Zoë","payBy":"shells","cents":300}', 'latin1'),
};
const withoutValue: OrderRecord = { subject: 'an order without a value', key: 'customer-4', value: null };
/** As a dead letter that somebody has put back by hand: it names the place of long ago. */
const OF_BEFORE = { [header.topic]: 'orders-of-before', [header.offset]: '17', [header.error]: 'TypeError' };

/** What stands in the dead letters of task 1. */
export function deadLetterChecks(check: Check): void {
  check('what can never be paid becomes a dead letter, byte for byte', { task: 1 }, async (context) => {
    const poison: OrderRecord[] = [
      { ...broken(1), headers: { trace: 'a-17', signature: Buffer.from([0xff, 0x00, 0xfe]) } },
      { ...unknown(2), key: 'Zoë / 조이' },
      inLatin1,
      withoutValue,
      { ...unknown(5), key: null },
    ];
    const ground = await begun(context, [poison]);
    const letters = await lettersOf(context, ground, poison.length);
    for (const sent of poison) {
      const letter = letterOf(context, letters, sent.subject);
      const seen = (what: string) => [context.history.record('broker 1', `the dead letter of ${sent.subject} ${what}`)];
      if (letter.key === null && sent.key !== null) fail('without-key', seen('has no key'));
      const otherKey = differenceOf(letter.key, sent.key);
      if (otherKey) fail('rewritten', seen(`has another key: it ${otherKey}`));
      const difference = differenceOf(letter.value, sent.value);
      if (difference) fail('rewritten', seen(difference));
      for (const [name, value] of Object.entries(sent.headers ?? {})) {
        const kept = letter.headers.find((header) => header.name === name);
        if (!kept) fail('rewritten', seen(`lacks the header “${name}” of the order`));
        const other = differenceOf(kept.value, value);
        if (other) fail('rewritten', seen(`has another header “${name}”: it ${other}`));
      }
    }
    await comesTrue(context, 'all is committed', () => isPast(context, ground));
    const all = (await recordsIn(ground.deadLetters)).length;
    if (all > poison.length)
      fail('buried-twice', [
        context.history.record('broker 1', `the dead letter topic holds ${all} letters of ${poison.length} orders`),
      ]);
  });

  check('a dead letter says where it came from, when it failed, and why', { task: 1 }, async (context) => {
    const orders = [
      [order(1), broken(2)],
      [{ ...unknown(3), headers: OF_BEFORE }, order(4)],
    ];
    const ground = only(await paymentGrounds(context, orders, 1));
    const learner = await context.startLearner({ as: 'consumer' });
    const began = Date.now();
    let paidAt = began; // one machine, one clock: what is behind order-1 fails later
    answer(learner, (subject) => {
      if (subject === 'order-1') paidAt = Date.now();
      return subject === 'order-4' ? REFUSED : undefined;
    });
    await beginPayments(learner, ground);
    const letters = await lettersOf(context, ground, 3);
    const now = Date.now();
    const expected = [
      { subject: 'order-2', partition: 0, offset: 1, error: 'SyntaxError', says: 'JSON', after: paidAt },
      { subject: 'order-3', partition: 1, offset: 0, error: 'UnknownPaymentError', says: 'shells', after: began },
      { subject: 'order-4', partition: 1, offset: 1, error: 'Error', says: REFUSED, after: began },
    ];
    for (const { subject, partition, offset, error, says, after } of expected) {
      const letter = letterOf(context, letters, subject);
      const wanted: [string, string, (value: string) => boolean][] = [
        [header.topic, 'the name of its topic', (value) => value === ground.topic],
        [header.partition, `${partition}`, (value) => value === String(partition)],
        [header.offset, `${offset}`, (value) => value === String(offset)],
        [header.error, error, (value) => value === error],
        [header.message, `a text with “${says}”`, (value) => value.includes(says)],
        [header.time, 'a time in ISO 8601', (value) => ISO_8601.test(value) && !Number.isNaN(Date.parse(value))],
      ];
      for (const [name, right, isRight] of wanted) {
        const value = headerOf(letter, name);
        if (value === undefined || !isRight(value))
          fail('origin-unknown', [lacks(context, subject, name, value, right)]);
      }
      const failedAt = Date.parse(headerOf(letter, header.time)!);
      const wrong = failedAt < after ? 'before it failed' : failedAt > now && 'that is yet to come';
      if (wrong)
        fail('origin-unknown', [
          context.history.record('broker 1', `the dead letter of ${subject} has a time ${wrong} in “${header.time}”`),
        ]);
    }
  });
}

/** The dead letter of that order; the one that names none is that of the order without a value. */
function letterOf({ history }: CheckContext, letters: readonly LogRecord[], subject: string): LogRecord {
  const isOrder = /^order-/.test(subject);
  const letter = letters.find((each) => subjectIn(each) === (isOrder ? subject : undefined));
  if (letter) return letter;
  const strange = letters.find((each) => each.value !== null && subjectIn(each) === undefined);
  const seen = strange ? `a dead letter holds ${strange.value}` : `the dead letter topic has no ${subject}`;
  return fail(strange ? 'rewritten' : 'swallowed', [history.record('broker 1', seen)]);
}

/** How a value, a key or a header differs from the order’s, in words. */
function differenceOf(value: Buffer | null, sent: string | Buffer | null): string | undefined {
  if (value === null || sent === null)
    return value === sent
      ? undefined
      : `holds ${value === null ? 'nothing' : `“${value}”`}, that of the order ${sent === null ? 'nothing' : `“${sent}”`}`;
  const bytes = Buffer.from(sent as string);
  if (bytes.equals(value)) return undefined;
  if (String(value) !== String(bytes)) return `holds ${value}, that of the order ${bytes}`;
  const at = bytes.findIndex((byte, index) => byte !== value[index]);
  return `holds ${value.length} bytes, that of the order ${bytes.length}: in place of the byte ${hex(bytes, at, 1)} stands ${hex(value, at, 3)}`;
}

const hex = (bytes: Buffer, at: number, count: number): string => bytes.subarray(at, at + count).toString('hex');

function lacks(
  { history }: CheckContext,
  subject: string,
  name: string,
  value: string | undefined,
  right: string,
): HistoryEvent {
  const told = value === undefined ? `no header “${name}”` : `${name}: ${value}`;
  return history.record('broker 1', `the dead letter of ${subject} has ${told}; wanted: ${right}`);
}
