import {
  type Check,
  type CrashPoint,
  commitsOf,
  crashesOf,
  duplicated,
  effectsOf,
  faultIn,
  firstBroken,
  type Ground,
  inTheEnd,
  type Run,
} from '#testing';
import { fail } from './judging.ts';
import {
  beginPayments,
  broken,
  order,
  type PaymentGround,
  paymentGrounds,
  recordsIn,
  subjectIn,
  unknown,
} from './letters.ts';

const ORDERS = [
  [order(1), broken(2), order(3)],
  [order(4), unknown(5)],
];
const POISON = ['order-2', 'order-5'];

/** A run, and the subjects of the dead letters that were there at its end, as often as they were. */
type Judged<R> = R & { dead: string[] };

/** The consumer of task 1 dies at each of its moments. */
export function paymentCrashChecks(check: Check): void {
  const crashes = crashesOf<PaymentGround, { dead: string[] }>({
    points: (context) => ({
      workload: ORDERS,
      effect: 'pay',
      grounds: (count) => paymentGrounds(context, ORDERS, count),
      begin: beginPayments,
      left,
      cameOf,
    }),
    stuck: (calm) => {
      const missing = missingIn(calm).map(({ subject }) => subject);
      const told =
        missing.length > 0 ? `neither paid nor dead letters: ${missing.join(', ')}` : 'the offset is not at the end';
      fail(missing.length > 0 ? 'poison-stops-the-partition' : 'done-and-not-committed', [
        ...effectsOf(calm).slice(-1),
        inTheEnd(calm, `10 s later: ${told}`),
      ]);
    },
  });

  check(
    'whatever moment the consumer dies, each order is paid or a dead letter',
    { task: 1, afterTheOthers: true },
    async (context) => {
      const { calm, points } = await crashes(context);
      const first = firstBroken(context, points, (point) => missingIn(point).length > 0);
      if (!first) return;
      const [record] = missingIn(first);
      const passing = commitsOf(first).find(({ details }) =>
        details.partitions?.some((part) => part.partition === record!.partition && (part.offset ?? 0) > record!.offset),
      );
      const nowhere = `${record!.subject} is neither paid nor a dead letter`;
      if (!passing) fail('poison-stops-the-partition', [faultIn(first), inTheEnd(first, nowhere)]);
      const isPoison = POISON.includes(record!.subject);
      const isBuried = calm.dead.includes(record!.subject); // where nobody dies
      const code = isBuried ? 'committed-before-dead-letter' : 'swallowed';
      fail(isPoison ? code : 'committed-before-paid', [passing, faultIn(first), inTheEnd(first, nowhere)]);
    },
  );

  check(
    'after a crash at most one order of each partition is paid or buried again',
    { task: 1, afterTheOthers: true },
    async (context) => {
      const { points } = await crashes(context);
      const tooMany = (point: Judged<CrashPoint>) =>
        ORDERS.map((_, partition) => againIn(point, partition)).find(({ length }) => length > 1);
      const first = firstBroken(context, points, (point) => tooMany(point) !== undefined);
      if (!first) return;
      const [one, other] = tooMany(first)!;
      fail('commits-late', [faultIn(first), inTheEnd(first, `${one} and ${other} are both paid or buried twice`)]);
    },
  );
}

async function left({ ground: { deadLetters } }: Run<PaymentGround>): Promise<{ dead: string[] }> {
  const letters = await recordsIn(deadLetters);
  return { dead: letters.map((letter) => subjectIn(letter) ?? 'something else') };
}

const cameOf = (point: Judged<CrashPoint>): string[] => [
  ...missingIn(point).map(({ subject }) => `**nowhere: ${subject}**`),
  ...againIn(point).map((subject) => `again: ${subject}`),
];

const missingIn = ({ ground, events, dead }: Judged<Run<Ground>>) => {
  const paid = effectsOf({ events })
    .filter(({ details }) => details.phase === 'done')
    .map(({ details }) => details.subject);
  return ground.records.filter(({ subject }) => !paid.includes(subject) && !dead.includes(subject));
};

/** The orders that were paid twice or are twice in the dead letter topic; of one partition, where that is given. */
function againIn({ ground, events, dead }: Judged<CrashPoint>, partition?: number): string[] {
  const records = ground.records.filter((record) => partition === undefined || record.partition === partition);
  const paid = duplicated({ records, events }).map(({ record }) => record.subject);
  return records
    .map(({ subject }) => subject)
    .filter((subject) => paid.includes(subject) || dead.indexOf(subject) !== dead.lastIndexOf(subject));
}
